package io.bhiv.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.read.ReadResult;
import io.bhiv.automation.engine.read.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text in place of a job file: jobs whose due times can be told, or problems with their places. */
class JobFileFuzzTest {

    private static final JobFileReader READER = new JobFileReader();
    private static final List<Instant> INSTANTS =
            List.of(Instant.EPOCH, Instant.parse("2026-11-28T00:00:00Z"), Instant.parse("2200-01-01T00:00:00Z"));

    static List<byte[]> samples() {
        return Seeds.in("automation-service/src/test/resources/samples", ".json");
    }

    @MethodSource("samples")
    @FuzzTest(maxDuration = "10m")
    void anyTextIsAJobFileOrANamedProblem(byte[] text) {
        switch (READER.read(new String(text, StandardCharsets.UTF_8))) {
            case ReadResult.Valid(var file) -> file.list().forEach(JobFileFuzzTest::evaluate);
            case ReadResult.Invalid(List<Violation> violations) ->
                assertThat(violations).isNotEmpty().allSatisfy(one -> {
                    assertThat(one.says()).isNotBlank();
                    assertThat(one.pointer().isEmpty() || one.pointer().startsWith("/"))
                            .isTrue();
                });
        }
    }

    private static void evaluate(Job job) {
        for (Instant after : INSTANTS) {
            assertThat(DueTimes.next(job.trigger(), after, 3))
                    .isSorted()
                    .allSatisfy(due -> assertThat(due).isAfter(after));
        }
    }
}
