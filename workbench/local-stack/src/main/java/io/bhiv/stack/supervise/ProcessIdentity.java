package io.bhiv.stack.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that we can find again later: ids are used again, so the start time must fit as well.
 *
 * @param pid process id
 * @param started ISO-8601 instant at which it started, empty where the system does not show it
 */
public record ProcessIdentity(long pid, String started) {

    /** Start times are computed from the boot time, which the system corrects by a second now and then. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(
                process.pid(),
                process.info().startInstant().map(Instant::toString).orElse(""));
    }

    public static ProcessIdentity ofPid(long pid) {
        return ProcessHandle.of(pid).map(ProcessIdentity::of).orElse(new ProcessIdentity(pid, ""));
    }

    /** The live process with this id and start time, if it is still there. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::startedThen);
    }

    public boolean lives() {
        return find().isPresent();
    }

    private boolean startedThen(ProcessHandle process) {
        Optional<Instant> actual = process.info().startInstant();
        if (started.isEmpty() || actual.isEmpty()) {
            return false;
        }
        return Duration.between(Instant.parse(started), actual.get()).abs().compareTo(TOLERANCE) <= 0;
    }
}
