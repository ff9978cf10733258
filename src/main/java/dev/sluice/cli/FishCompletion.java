package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completions for fish, which picocli does not write. */
final class FishCompletion {
    private static final String NAME = "sluice";
    private final List<String> lines = new ArrayList<>();

    private FishCompletion() {}

    static String of(CommandLine root) {
        FishCompletion script = new FishCompletion();
        script.lines.add("# fish completion for " + NAME);
        script.lines.add("complete -c " + NAME + " -f");
        script.options(root, "__fish_use_subcommand");
        script.commands(root, "__fish_use_subcommand");
        return String.join("\n", script.lines) + "\n";
    }

    private void commands(CommandLine parent, String when) {
        parent.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                command(name, command, when);
            }
        });
    }

    private void command(String name, CommandLine command, String when) {
        lines.add(start(when) + " -a " + name + " -d " + quoted(description(command)));
        String inside = "__fish_seen_subcommand_from " + name;
        commands(command, inside);
        options(command, inside);
        for (PositionalParamSpec positional : command.getCommandSpec().positionalParameters()) {
            List<String> values = values(positional.completionCandidates());
            if (!values.isEmpty()) {
                lines.add(start(inside) + " -a " + quoted(String.join(" ", values)));
            } else if (positional.paramLabel().equals("FILE")) {
                lines.add(start(inside) + " -F");
            }
        }
    }

    private void options(CommandLine command, String when) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            StringBuilder line = new StringBuilder(start(when));
            for (String name : option.names()) {
                line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            List<String> values = values(option.completionCandidates());
            if (option.arity().max() > 0) {
                line.append(option.paramLabel().equals("FILE") ? " -r -F" : " -x");
            }
            if (!values.isEmpty()) {
                line.append(" -a ").append(quoted(String.join(" ", values)));
            }
            lines.add(line + " -d " + quoted(sentence(option.description())));
        }
    }

    private static String start(String when) {
        return "complete -c " + NAME + " -n " + quoted(when);
    }

    private static List<String> values(@Nullable Iterable<String> candidates) {
        return candidates == null
                ? List.of()
                : StreamSupport.stream(candidates.spliterator(), false).toList();
    }

    private static String description(CommandLine command) {
        return sentence(command.getCommandSpec().usageMessage().description());
    }

    private static String sentence(String[] description) {
        String first = description.length == 0 ? "" : description[0];
        return first.contains("${")
                ? first.replaceAll("[ ]*[$][{][^}]*}[.;]?", "").strip()
                : first.split("[.:;](?= |$)", 2)[0];
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
