package io.bhiv.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {

    private final StringWriter terminal = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void printsFiguresAndKeepsThem() throws IOException {
        BenchReport report = new BenchReport(folder, new PrintWriter(terminal));
        report.phase("Closed loop");
        report.figure("rate", 8123.456, "/s");
        Histogram nanos = new Histogram(3);
        nanos.recordValue(5_000_000);
        report.latency("acknowledgement", nanos);
        report.promise(2, 1);
        report.target(Target.atLeast("rate", 8000, 8123, "/s"));
        report.target(Target.atMost("p95", 40, 41, "ms"));
        report.conclude();
        ReportFile.write(folder.resolve("report.json"), Map.of("commit", "abc"), report);

        assertThat(terminal.toString())
                .contains("8,123.46 /s")
                .contains("MISSED p95")
                .contains("lost 2");
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        assertThat(json.at("/commit").asText()).isEqualTo("abc");
        assertThat(json.at("/lost").asLong()).isEqualTo(2);
        assertThat(json.at("/phases/Closed loop/0/value").asDouble()).isEqualTo(8123.456);
        assertThat(Files.readString(folder.resolve("closed-loop-acknowledgement.hgrm")))
                .contains("Percentile");
        assertThat(report.isPromiseKept()).isFalse();
        assertThat(report.areTargetsMet()).isFalse();
    }
}
