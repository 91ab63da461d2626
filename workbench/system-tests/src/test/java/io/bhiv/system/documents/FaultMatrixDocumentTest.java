package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code -Dbridge.docs=results} puts the rows that the fault matrix left in {@code target} into {@code docs/reliability.md}. */
class FaultMatrixDocumentTest {

    private static final Path FILE = StackUnderTest.projectRoot().resolve("docs/reliability.md");
    private static final Path ROWS = Path.of("target", "fault-matrix.tsv");

    @Test
    void resultsOfALaterRunReplaceThoseOfTheSameFaultAndService() throws IOException {
        if ("results".equals(System.getProperty("bridge.docs"))) {
            Files.writeString(
                    FILE, FaultMatrixDocument.with(Files.readAllLines(ROWS), Run.here(), Files.readString(FILE)));
        }
        String document = FaultMatrixDocument.BEGIN + FaultMatrixDocument.END;
        String first = FaultMatrixDocument.with(List.of("a\tx\t1\t2\t3\t4", "a\ty\t1\t2\t3\t4"), "run 1", document);

        String second = FaultMatrixDocument.with(List.of("a\tx\t5\t6\t7\t8"), "run 2", first);

        assertThat(second)
                .contains("| a | x | 5 | 6 | 7 | 8 | run 2 |\n| a | y | 1 | 2 | 3 | 4 | run 1 |")
                .doesNotContain("| a | x | 1 ");
        assertThat(Files.readString(FILE)).contains(FaultMatrixDocument.BEGIN, FaultMatrixDocument.END);
    }
}
