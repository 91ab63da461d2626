package io.bhiv.stack.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {

    @TempDir
    Path folder;

    @Test
    void neverKeepsMoreThanTwiceItsLimit() throws Exception {
        Path file = folder.resolve("service.log");
        try (BoundedLog log = new BoundedLog(file, 1000)) {
            for (int i = 0; i < 1000; i++) {
                log.line("line number " + i);
            }
        }

        assertThat(Files.size(file)).isLessThan(1100);
        assertThat(Files.size(folder.resolve("service.log.1"))).isLessThan(1100);
        assertThat(Files.readAllLines(file)).last().isEqualTo("line number 999");
    }

    @Test
    void dropsWhatComesAfterTheEnd() throws Exception {
        Path file = folder.resolve("service.log");
        BoundedLog log = new BoundedLog(file, 1000);
        log.close();

        log.line("too late");

        assertThat(file).isEmptyFile();
    }

    /** {@code /dev/full} answers every write as a full disk does. */
    @Test
    void aFullDiskCostsLinesAndNothingElse() {
        try (BoundedLog log = new BoundedLog(Path.of("/dev/full"), 1000)) {
            log.line("one");
            log.line("two");

            assertThat(log.lost()).isEqualTo(2);
        }
    }

    @Test
    void saysHowManyLinesWereLost() throws Exception {
        Path file = folder.resolve("service.log");
        Path rotated = folder.resolve("service.log.1");
        try (BoundedLog log = new BoundedLog(file, 10)) {
            log.line("longer than ten bytes");
            // A folder with something in it cannot be replaced by the rotated file.
            Files.createDirectories(rotated.resolve("in-the-way"));
            log.line("lost");
            Files.delete(rotated.resolve("in-the-way"));
            log.line("written");
        }
        assertThat(Files.readAllLines(file))
                .anyMatch(line -> line.contains("1 lines lost"))
                .contains("written");
    }
}
