package io.bhiv.stage.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceCommandTest {

    /** From the folder of this module, in which its tests run. */
    private static final Path DEPLOY = Path.of("../../deploy");

    private static final String HEAP_SHARE = "-XX:MaxRAMPercentage=";
    private static final Pattern MEMORY = Pattern.compile("mem_limit: (\\d+)m");
    private static final Pattern LIMIT = Pattern.compile("limits: \\{memory: (\\d+)Mi}");
    private static final Pattern HEAP = Pattern.compile("-Xm[xn]\\d+m");

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

        long heap = Math.round(composeLimit() * share / 100);

        assertThat(ServiceCommand.HEAP).contains("-Xmx" + heap + "m");
    }

    /** The heap is a share of the limit, so another limit would be another heap. */
    @ParameterizedTest
    @EnumSource(names = {"BIOMETRIC", "BUCKET", "CORE", "AUTOMATION"})
    void kubernetesAndComposeHaveTheSameLimit(Place service) throws IOException {
        String manifest = Files.readString(DEPLOY.resolve("kubernetes/base/" + service.label() + ".yaml"));

        assertThat(LIMIT.matcher(manifest).results().map(found -> Integer.parseInt(found.group(1))))
                .containsExactly(composeLimit());
    }

    @Test
    void nativeExecutablesAreShippedWithTheHeapOfTheTests() throws IOException {
        List<Path> shipped = new ArrayList<>(List.of(DEPLOY.resolve("containers/native.Containerfile")));
        try (Stream<Path> units = Files.list(DEPLOY.resolve("systemd"))) {
            units.filter(file -> file.toString().endsWith(".service")).forEach(shipped::add);
        }

        assertThat(shipped)
                .hasSize(5)
                .allSatisfy(file -> assertThat(
                                HEAP.matcher(Files.readString(file)).results().map(MatchResult::group))
                        .containsExactlyElementsOf(ServiceCommand.NATIVE_HEAP));
        assertThat(ServiceCommand.HEAP).contains(ServiceCommand.NATIVE_HEAP.getFirst());
    }

    /** In MiB, the same for the four services. */
    private static int composeLimit() throws IOException {
        Matcher memory = MEMORY.matcher(Files.readString(DEPLOY.resolve("compose.yaml")));
        assertThat(memory.find()).isTrue();
        return Integer.parseInt(memory.group(1));
    }

    private static List<String> containerOptions() throws IOException {
        return Files.readAllLines(DEPLOY.resolve("containers/jvm.options")).stream()
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
                .containsExactly(executable.toString(), "-Xmx320m", "-Xmn32m", "-Dbridge.home=x");
    }
}
