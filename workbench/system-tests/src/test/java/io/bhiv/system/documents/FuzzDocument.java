package io.bhiv.system.documents;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The results of fuzzing in {@code docs/reliability.md}: one row for each target, read from the log of a run. */
final class FuzzDocument {

    static final String BEGIN = "<!-- results of fuzzing: begin -->";
    static final String END = "<!-- results of fuzzing: end -->";

    private static final String HEAD = """
            | target | inputs | seconds | found | seed | run |
            |---|---|---|---|---|---|
            """;
    private static final Pattern TARGET = Pattern.compile("\\[INFO] Running io\\.bhiv\\.fuzz\\.(\\w+)");
    private static final Pattern SEED = Pattern.compile("INFO: Seed: (\\d+)");
    private static final Pattern FOUND = Pattern.compile(".*Test unit written to .*");
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second\\(s\\)");

    private FuzzDocument() {}

    /**
     * The document with these results in place of older ones.
     *
     * @param log what Maven and the fuzzer wrote
     * @param run machine and commit
     */
    static String with(List<String> log, String run, String document) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("docs/reliability.md lost the marks around the results of fuzzing");
        }
        return document.substring(0, begin + BEGIN.length()) + "\n\n" + HEAD
                + String.join("\n", rows(log, run).values()) + "\n\n" + document.substring(end);
    }

    private static Map<String, String> rows(List<String> log, String run) {
        Map<String, String> rows = new TreeMap<>();
        String target = "";
        String seed = "";
        String found = "nothing";
        for (String line : log) {
            Matcher begun = TARGET.matcher(line);
            Matcher seeded = SEED.matcher(line);
            Matcher done = DONE.matcher(line);
            if (begun.matches()) {
                target = begun.group(1);
                found = "nothing";
            } else if (seeded.matches()) {
                seed = seeded.group(1);
            } else if (FOUND.matcher(line).matches()) {
                found = "an input";
            } else if (done.matches()) {
                rows.put(
                        target,
                        "| `%s` | %,d | %s | %s | %s | %s |"
                                .formatted(target, Long.parseLong(done.group(1)), done.group(2), found, seed, run));
            }
        }
        return rows;
    }
}
