package io.bhiv.automation.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of the command line. Built without annotations, so that a native image needs no reflection for them. */
record Options(ParseResult parsed) {

    static final List<String> MODES =
            List.of("--once", "--watch", "--validate", "--dry-run", "--next", "--run", "--schema");

    private static final int WATCH_MINUTES = 120;

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("automation");
        spec.usageMessage()
                .description("Runs the jobs of a file. Needs no database, no broker and no stack.")
                .footer("Exit codes: 0 fine, 1 a job failed, 2 bad configuration, 3 lock held.");
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this and end.")
                .build());
        flag(spec, "--once", "Run every job once, now, and end.");
        flag(spec, "--watch", "Run every job now, and again every 120 minutes.");
        value(spec, "--interval", Integer.class, "N", "With --watch (or alone): every N minutes instead.");
        flag(spec, "--validate", "Report everything that is wrong with the file, and end.");
        flag(spec, "--dry-run", "Print what --once would do. Makes no network call.");
        value(spec, "--next", Integer.class, "N", "Print the next N due times of every job.");
        value(spec, "--run", String.class, "NAME", "Run one job once, now, and end.");
        flag(spec, "--schema", "Print the JSON Schema of the job file.");
        value(spec, "--config", Path.class, "FILE", "The job file; automation/config.json without it.");
        value(spec, "--reports", Path.class, "DIR", "Where reports go; automation/reports without it.");
        value(
                spec,
                "--ledger",
                Path.class,
                "FILE",
                "The local ledger; ledger/ledger.jsonl beside the reports without it.");
        return spec;
    }

    private static void flag(CommandSpec spec, String name, String description) {
        spec.addOption(OptionSpec.builder(name).description(description).build());
    }

    private static void value(CommandSpec spec, String name, Class<?> type, String label, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build());
    }

    boolean has(String name) {
        return parsed.hasMatchedOption(name);
    }

    /** The modes asked for; {@code --interval} alone means {@code --watch}, {@code --dry-run} takes precedence over {@code --once}. */
    List<String> modes() {
        Stream<String> named = MODES.stream().filter(this::has);
        List<String> modes = named.filter(mode -> !(mode.equals("--once") && has("--dry-run")))
                .toList();
        return modes.isEmpty() && has("--interval") ? List.of("--watch") : modes;
    }

    Path config() {
        return path("--config").orElse(Path.of("automation", "config.json"));
    }

    Path reports() {
        return path("--reports").orElse(Path.of("automation", "reports"));
    }

    Path ledger() {
        return path("--ledger")
                .orElseGet(() ->
                        reports().toAbsolutePath().resolveSibling("ledger").resolve("ledger.jsonl"));
    }

    private Optional<Path> path(String name) {
        return Optional.ofNullable(parsed.<Path>matchedOptionValue(name, null));
    }

    String run() {
        return parsed.matchedOptionValue("--run", "");
    }

    int next() {
        return parsed.matchedOptionValue("--next", 1);
    }

    Duration interval() {
        return Duration.ofMinutes(parsed.matchedOptionValue("--interval", WATCH_MINUTES));
    }
}
