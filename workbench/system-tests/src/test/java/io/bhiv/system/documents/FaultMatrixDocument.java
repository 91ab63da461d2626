package io.bhiv.system.documents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of the fault matrix in {@code docs/reliability.md}: one row for each fault and service, the last run's. */
final class FaultMatrixDocument {

    static final String BEGIN = "<!-- results of the fault matrix: begin -->";
    static final String END = "<!-- results of the fault matrix: end -->";

    private static final String HEAD = """
            | fault | service | acknowledged, all handed on | cut or 503, sent again | records repeated under their id | largest process, MiB | run |
            |---|---|---|---|---|---|---|
            """;

    private FaultMatrixDocument() {}

    /**
     * The document with these results in place of older ones of the same fault and service.
     *
     * @param rows as the tests wrote them, separated by tabs
     * @param run machine and commit
     */
    static String with(List<String> rows, String run, String document) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(
                    "docs/reliability.md lost the marks around the results of the fault matrix");
        }
        Map<String, String> table = new LinkedHashMap<>();
        document.substring(begin, end)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| fault "))
                .forEach(line -> table.put(key(line), line));
        rows.forEach(row -> {
            String line = "| " + row.replace("\t", " | ") + " | " + run + " |";
            table.put(key(line), line);
        });
        return document.substring(0, begin + BEGIN.length()) + "\n\n" + HEAD + String.join("\n", table.values())
                + "\n\n" + document.substring(end);
    }

    private static String key(String line) {
        int fault = line.indexOf('|', 1);
        return line.substring(0, line.indexOf('|', fault + 1));
    }
}
