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
}
