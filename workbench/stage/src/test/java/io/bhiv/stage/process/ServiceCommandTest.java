package io.bhiv.stage.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCommandTest {

    /** From the folder of this module, in which its tests run. */
    private static final Path CONTAINERS = Path.of("../../deploy/containers");

    private static final Path COMPOSE = Path.of("../../deploy/compose.yaml");
    private static final String HEAP_SHARE = "-XX:MaxRAMPercentage=";
    private static final Pattern MEMORY = Pattern.compile("mem_limit: (\\d+)m");

    @TempDir
    private Path root;

    /** A container differs in where its heap comes from, and in nothing else. */
    @Test
    void containersRunWithTheSameFlags() throws IOException {
        assertThat(containerOptions())
                .filteredOn(option -> !option.startsWith(HEAP_SHARE))
                .isEqualTo(ServiceCommand.FLAGS);
    }

    /** What the fault tests show holds for the heap they ran with. */
    @Test
    void theHeapOfAContainerIsThatOfTheTests() throws IOException {
        double share = containerOptions().stream()
                .filter(option -> option.startsWith(HEAP_SHARE))
                .mapToDouble(option -> Double.parseDouble(option.substring(HEAP_SHARE.length())))
                .findFirst()
                .orElseThrow();
        Matcher memory = MEMORY.matcher(Files.readString(COMPOSE));
        assertThat(memory.find()).isTrue();

        long heap = Math.round(Integer.parseInt(memory.group(1)) * share / 100);

        assertThat(ServiceCommand.HEAP).contains("-Xmx" + heap + "m");
    }

    private static List<String> containerOptions() throws IOException {
        return Files.readAllLines(CONTAINERS.resolve("jvm.options")).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
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

    @Test
    void aNativeExecutableRunsWithTheSameHeap() throws IOException {
        Path executable = root.resolve("bucket-service/target/bucket-service-1.0-runner");
        assertThatThrownBy(() -> ServiceCommand.ofNative(root, Place.BUCKET, List.of()))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("./bridge native bucket-service");

        Files.createDirectories(executable.getParent());
        Files.writeString(executable, "");

        assertThat(ServiceCommand.ofNative(root, Place.BUCKET, List.of("-Dbridge.home=x")))
                .containsExactly(executable.toString(), "-Xms64m", "-Xmx320m", "-Dbridge.home=x");
    }
}
