package io.bhiv.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory and processor time of a process and its descendants. A process that is gone counts as nothing. */
final class ProcessProbe {

    /** The kernel reports processor time in hundredths of a second on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private final ProcessHandle process;
    private final boolean family;

    /** @param family whether the processor time of its descendants counts as its own */
    ProcessProbe(ProcessHandle process, boolean family) {
        this.process = process;
        this.family = family;
    }

    /** Resident memory of the process alone, in MiB. */
    double rssMib() {
        try {
            return Machine.kib(Machine.field(Path.of("/proc", Long.toString(process.pid()), "status"), "VmRSS"))
                    / 1024.0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** User and system time in seconds; of a family with its living descendants and reaped children. */
    double cpuSeconds() {
        if (!family) {
            return ticks(process.pid()) / TICKS_PER_SECOND;
        }
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants())) {
            return all.mapToDouble(each -> ticks(each.pid()) / TICKS_PER_SECOND).sum();
        }
    }

    private long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The command name may contain blanks; what follows its closing parenthesis does not.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return !family ? own : own + Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        } catch (IOException e) {
            return 0;
        }
    }
}
