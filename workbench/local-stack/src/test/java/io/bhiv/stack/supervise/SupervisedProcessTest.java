package io.bhiv.stack.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.process.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("timing")
class SupervisedProcessTest {

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final List<String> screen = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    @Test
    void startsAKilledProcessAgainWithinTwoSecondsAndShowsTheEvent() {
        SupervisedProcess process = process("echo up; exec sleep 60");
        process.start();
        ProcessIdentity first = process.identity().orElseThrow();
        first.find().orElseThrow().destroyForcibly();

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(process.identity())
                        .hasValueSatisfying(second -> assertThat(second.pid()).isNotEqualTo(first.pid())));
        assertThat(screen).anySatisfy(line -> assertThat(line).contains("sleeper", "ended with code 137"));
        assertThat(process.restarts()).isEqualTo(1);
        process.stop();
        assertThat(process.identity().orElseThrow().lives()).isFalse();
    }

    @Test
    void showsAndKeepsWhatTheProcessSays() {
        SupervisedProcess process = process("echo hello; exec sleep 60");
        process.start();

        await().untilAsserted(() -> assertThat(screen).contains("sleeper    | hello"));
        await().untilAsserted(() ->
                assertThat(Files.readAllLines(folder.resolve("sleeper.log"))).contains("hello"));
        process.stop();
    }

    @Test
    void doesNotStartAgainWhatWasStopped() {
        SupervisedProcess process = process("exec sleep 60");
        process.start();
        process.stop();

        assertThat(process.restarts()).isZero();
        process.start();
        assertThat(process.identity().orElseThrow().lives()).isFalse();
    }

    /** {@code /dev/full} answers every write as a full disk does. */
    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A full disk ended the supervision of ./bridge up --detach",
            now = "Lines are lost and counted; a process that dies is started again")
    void startsAKilledProcessAgainWhileTheDiskIsFull() {
        Path full = Path.of("/dev/full");
        ProcessSpec spec = new ProcessSpec(
                "talker", List.of("/bin/sh", "-c", "echo up; exec sleep 60"), folder, Map.of(), true, full);
        SupervisedProcess process = new SupervisedProcess(spec, Console.inFile(full), timer, () -> {});
        process.start();
        ProcessIdentity first = process.identity().orElseThrow();

        first.find().orElseThrow().destroyForcibly();

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(process.identity())
                        .hasValueSatisfying(second -> assertThat(second.pid()).isNotEqualTo(first.pid())));
        process.stop();
    }

    private SupervisedProcess process(String script) {
        ProcessSpec spec = new ProcessSpec(
                "sleeper", List.of("/bin/sh", "-c", script), folder, Map.of(), true, folder.resolve("sleeper.log"));
        return new SupervisedProcess(spec, new Console(screen::add, false, true), timer, () -> {});
    }
}
