package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether policies are right, before anybody applies them. */
@Command(
        name = "lint",
        description =
                "Checks policy files as the API server and Sluice would. Warns of what their author may not have meant."
                        + " Asks no cluster.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every policy can be used; there may be warnings",
            "1:a policy would be refused, or --strict and there are warnings",
            "2:a file or an option cannot be used"
        })
final class LintCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files with RolloutPolicies, as in policies/*.yaml; - reads standard input.")
    private List<String> files = List.of();

    @Option(names = "--strict", description = "Warnings are errors.")
    private boolean strict;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.table;

    /** What it is written as. */
    enum Output {
        table,
        json
    }

    @Override
    public Integer call() {
        CommandOutput voice = CommandOutput.of(spec);
        PolicyLinter lint = new PolicyLinter(new PolicyFiles(System.in, note -> {}));
        List<PolicyLinter.Finding> remarks = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (String file : files) {
            try {
                remarks.addAll(lint.file(file));
            } catch (PolicyFiles.InvalidFile e) {
                unreadable.add(String.valueOf(e.getMessage()));
            }
        }
        remarks.addAll(lint.together());
        print(remarks, lint.checked(), voice);
        unreadable.forEach(voice.err()::println);
        voice.err().flush();
        if (!unreadable.isEmpty()) {
            return ExitCodes.USAGE;
        }
        return remarks.stream().anyMatch(remark -> strict || remark.error()) ? ExitCodes.FAILED : ExitCodes.DONE;
    }

    private void print(List<PolicyLinter.Finding> remarks, int checked, CommandOutput voice) {
        if (output == Output.json) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            remarks.forEach(remark -> all.addObject()
                    .put("file", remark.file())
                    .put("policy", remark.policy())
                    .put("level", remark.level())
                    .put("message", remark.message()));
            voice.print(OutputFormat.json.text(all));
            return;
        }
        for (PolicyLinter.Finding remark : remarks) {
            AnsiStyle paint = remark.error() ? AnsiStyle.Bad : AnsiStyle.Wait;
            voice.print(voice.screen().paint(paint, remark.level()) + " "
                    + voice.screen()
                            .paint(
                                    AnsiStyle.Plain,
                                    remark.file() + ": " + (remark.policy().isEmpty() ? "" : remark.policy() + ": ")
                                            + remark.message())
                    + "\n");
        }
        long errors = remarks.stream().filter(PolicyLinter.Finding::error).count();
        voice.print(counted(checked, "policy", "policies") + " checked: " + counted(errors, "error", "errors") + ", "
                + counted(remarks.size() - errors, "warning", "warnings") + "\n");
    }

    private static String counted(long number, String one, String more) {
        return number + " " + (number == 1 ? one : more);
    }
}
