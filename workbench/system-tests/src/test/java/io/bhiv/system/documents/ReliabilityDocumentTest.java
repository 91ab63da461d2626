package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/reliability.md} names every fixed fault with its test, and no test that does not exist. */
class ReliabilityDocumentTest {

    private static final Path ROOT = StackUnderTest.projectRoot();
    private static final Path FILE = ROOT.resolve("docs/reliability.md");

    @Test
    void theTablesAreThoseOfTheTests() throws IOException {
        ReliabilityDocument document = new ReliabilityDocument(ROOT);
        if ("write".equals(System.getProperty("bridge.docs"))) {
            Files.writeString(FILE, document.refreshed(Files.readString(FILE)));
        }

        assertThat(Files.readString(FILE))
                .as(
                        "docs/reliability.md; regenerate its tables with"
                                + " ./bridge test -pl workbench/system-tests -Dtest=ReliabilityDocumentTest -Dbridge.docs=write")
                .isEqualTo(document.refreshed(Files.readString(FILE)));
    }

    @Test
    void everyMarkIsOnATestThatRuns() throws IOException {
        assertThat(new ReliabilityDocument(ROOT).rows())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.test()).matches("[A-Z]\\w+(?:Test|IT|Contract)\\.\\w+"));
    }
}
