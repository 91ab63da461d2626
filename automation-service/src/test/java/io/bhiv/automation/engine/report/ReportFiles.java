package io.bhiv.automation.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bhiv.automation.engine.read.JobSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The run files of one writer, as a program that evaluates them finds them. */
public record ReportFiles(Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JobSchema.ofReportLine(), InputFormat.JSON);

    /** Oldest first. */
    public List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith("run_"))
                    .sorted()
                    .toList();
        }
    }

    public List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    public List<Long> sequence() throws IOException {
        List<Long> sequence = new ArrayList<>();
        for (String line : lines()) {
            sequence.add(read(line));
        }
        return sequence;
    }

    private static long read(String line) throws JsonProcessingException {
        return JSON.readTree(line).path("seq").asLong();
    }

    /** Every line is what the shipped schema says, and none is left out. */
    public void assertWhole() throws IOException {
        assertThat(sequence())
                .isEqualTo(LongStream.rangeClosed(1, lines().size()).boxed().toList());
        assertValid();
    }

    public void assertValid() throws IOException {
        for (String line : lines()) {
            assertThat(SCHEMA.validate(line, InputFormat.JSON)).as(line).isEmpty();
        }
    }
}
