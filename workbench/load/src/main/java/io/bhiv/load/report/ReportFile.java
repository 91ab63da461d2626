package io.bhiv.load.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a report as JSON, with everything that is needed to compare it with another. */
public final class ReportFile {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportFile() {}

    /**
     * Overwrites {@code file}.
     *
     * @param circumstances machine, commit, time and options of the run, by name
     */
    public static void write(Path file, Map<String, Object> circumstances, BenchReport report) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(circumstances);
        all.putAll(report.asMap());
        JSON.writeValue(file.toFile(), all);
    }
}
