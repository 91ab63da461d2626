package io.bhiv.stage.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCommandTest {

    /** From the folder of this module, in which its tests run. */
    private static final Path CONTAINER_FILE = Path.of("../../deploy/container/Containerfile");

    @TempDir
    private Path root;

    /** A container differs in where its heap comes from, and in nothing else. */
    @Test
    void containersRunWithTheSameFlags() throws IOException {
        String line = Files.readAllLines(CONTAINER_FILE).stream()
                .filter(one -> one.startsWith("ENV JAVA_TOOL_OPTIONS="))
                .findFirst()
                .orElseThrow();
        String options = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));

        assertThat(Arrays.asList(options.split(" ")))
                .filteredOn(option -> !option.startsWith("-XX:MaxRAMPercentage="))
                .isEqualTo(ServiceCommand.FLAGS);
    }

    @Test
    void furtherOptionsComeAfterOursAndBeforeTheJar() {
        List<String> command = ServiceCommand.of(root, Place.BUCKET, List.of("-Xmx512m"));

        assertThat(command).containsSubsequence("-Xmx320m", "-XX:NewRatio=1", "-Xmx512m", "-jar");
        assertThat(command)
                .last()
                .isEqualTo(ServiceCommand.jar(root, Place.BUCKET).toString());
    }

    @Test
    void optionsForAllServicesComeBetweenOursAndThoseOfTheService() {
        List<String> command = ServiceCommand.of(root, Place.BUCKET, " -Xint  -Dany=1 ", List.of("-Xmx512m"));

        assertThat(command).containsSubsequence("-XX:NewRatio=1", "-Xint", "-Dany=1", "-Xmx512m", "-jar");
    }

    @Test
    void usesTheAheadOfTimeCacheBesideTheJar() throws IOException {
        Path cache = ServiceCommand.jar(root, Place.BUCKET).resolveSibling("app.aot");
        assertThat(ServiceCommand.of(root, Place.BUCKET, List.of())).noneMatch(option -> option.contains("AOTCache"));

        Files.createDirectories(cache.getParent());
        Files.writeString(cache, "");

        assertThat(ServiceCommand.of(root, Place.BUCKET, List.of())).contains("-XX:AOTCache=" + cache);
    }
}
