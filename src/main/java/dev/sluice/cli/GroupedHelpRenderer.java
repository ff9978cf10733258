package dev.sluice.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Commands in the order in which people need them, under headings. */
final class GroupedHelpRenderer {
    private static final int INDENT = 2;
    private static final int GAP = 3;

    private final Map<Object, String> headings = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

    /** Adds commands under a heading; those that come later under the same one follow the others. */
    GroupedHelpRenderer add(String heading, List<?> commands) {
        commands.forEach(command -> headings.put(command, heading));
        return this;
    }

    /**
     * Makes them the subcommands of another.
     *
     * @param word what the command line begins with; where it names a command, the others are left out, since each takes time to build
     */
    void into(CommandLine main, String word) {
        main.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, this::text);
        // Completion tells of all the others.
        boolean alone = headings.keySet().stream()
                .anyMatch(command -> named(command, word) && !(command instanceof CompletionCommand));
        headings.forEach((command, heading) -> {
            if (!alone || named(command, word)) {
                add(main, heading, new CommandLine(command));
            }
        });
    }

    private void add(CommandLine main, String heading, CommandLine line) {
        line.getCommandSpec().versionProvider(new Versions());
        main.addSubcommand(line);
        sections.computeIfAbsent(heading, _ -> new LinkedHashMap<>())
                .put(
                        line.getCommandName(),
                        gist(line.getCommandSpec().usageMessage().description()));
    }

    private static boolean named(Object command, String word) {
        Command about = command.getClass().getAnnotation(Command.class);
        return about.name().equals(word) || Arrays.asList(about.aliases()).contains(word);
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
