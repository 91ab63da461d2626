package io.bhiv.load.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("timing")
class MachineTest {

    @Test
    void describesThisMachine(@TempDir Path folder) throws IOException {
        Machine machine = Machine.describe(folder);
        assertThat(machine.cores()).isPositive();
        assertThat(machine.memoryMib()).isGreaterThan(500);
        assertThat(machine.fsyncMillis()).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void seesMemoryAndProcessorTimeOfThisProcess() {
        try (RssProbe probe = RssProbe.watching(ProcessHandle.current())) {
            assertThat(probe.peakMib()).isGreaterThan(20);
            long until = System.nanoTime() + 100_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertThat(probe.cpuSeconds()).isGreaterThan(0.03);
        }
    }

    @Test
    void aProcessThatIsGoneCountsAsNothing() throws IOException, InterruptedException {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        ProcessProbe probe = new ProcessProbe(gone.toHandle(), true);
        assertThat(probe.rssMib()).isZero();
        assertThat(probe.cpuSeconds()).isZero();
    }
}
