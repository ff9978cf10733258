package dev.sluice.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Commands in the order in which people need them, under headings. */
final class Sections {
    private static final int INDENT = 2;
    private static final int GAP = 3;

    private final CommandLine main;
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

    Sections(CommandLine main) {
        this.main = main;
        main.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, this::text);
    }

    /** Adds commands under a heading; those that come later under the same one follow the others. */
    Sections add(String heading, List<?> commands) {
        for (Object command : commands) {
            CommandLine line = new CommandLine(command);
            line.getCommandSpec().versionProvider(new Versions());
            main.addSubcommand(line);
            sections.computeIfAbsent(heading, _ -> new LinkedHashMap<>())
                    .put(
                            line.getCommandName(),
                            gist(line.getCommandSpec().usageMessage().description()));
        }
        return this;
    }

    private String text(Help help) {
        int width = sections.values().stream()
                .flatMap(section -> section.keySet().stream())
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return sections.entrySet().stream()
                .map(section -> help.colorScheme().ansi().string("@|bold " + section.getKey() + "|@%n".formatted())
                        + section.getValue().entrySet().stream()
                                .map(one -> line(one.getKey(), one.getValue(), width))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    /** The first sentence says enough. */
    private static String gist(String[] description) {
        return String.join(" ", description).split("[.:;](?= |$)", 2)[0];
    }

    private static String line(String name, String gist, int width) {
        return " ".repeat(INDENT) + name + " ".repeat(width - name.length() + GAP) + gist + "\n";
    }
}
