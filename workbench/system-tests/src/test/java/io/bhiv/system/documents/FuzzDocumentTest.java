package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dbridge.docs=fuzz -Dbridge.fuzz.log=FILE} puts the results of a run of {@code workbench/fuzz} into
 * {@code docs/reliability.md}.
 */
class FuzzDocumentTest {

    private static final Path FILE = StackUnderTest.projectRoot().resolve("docs/reliability.md");

    @Test
    void eachTargetOfALogIsARow() throws IOException {
        if ("fuzz".equals(System.getProperty("bridge.docs"))) {
            List<String> log = Files.readAllLines(Path.of(System.getProperty("bridge.fuzz.log", "")));
            Files.writeString(FILE, FuzzDocument.with(log, Run.here(), Files.readString(FILE)));
        }
        List<String> log = List.of(
                "[INFO] Running io.bhiv.fuzz.PacketFuzzTest",
                "INFO: Seed: 17",
                "#1234 DONE",
                "Done 13227957 runs in 101 second(s)",
                "[INFO] Running io.bhiv.fuzz.CronFuzzTest",
                "INFO: Seed: 18",
                "artifact_prefix='./'; Test unit written to crash-1",
                "Done 12 runs in 3 second(s)");

        String document = FuzzDocument.with(log, "run 1", FuzzDocument.BEGIN + " older " + FuzzDocument.END);

        assertThat(document)
                .contains("| `CronFuzzTest` | 12 | 3 | an input | 18 | run 1 |\n"
                        + "| `PacketFuzzTest` | 13,227,957 | 101 | nothing | 17 | run 1 |")
                .doesNotContain("older");
        assertThat(Files.readString(FILE)).contains(FuzzDocument.BEGIN, FuzzDocument.END);
    }
}
