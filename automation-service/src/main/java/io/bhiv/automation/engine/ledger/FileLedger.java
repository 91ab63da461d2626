package io.bhiv.automation.engine.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Claims;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger.Renewal;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one process without a database: a {@link LedgerBook} in a locked file.
 *
 * <p>Each turn that changes something writes the whole book beside the file, syncs it, and renames it over the file, so the
 * file always holds the book before or after a turn. What could not be written did not happen. The lock replaces the
 * leases of other processes: while it is held no other process can claim, and a row that is running when the file is opened was
 * left behind by a process that died. Calls write on the calling thread, so they must not be made on an event loop.
 */
public final class FileLedger implements Ledger, AutoCloseable {

    private final Path file;
    private final FileChannel lock;
    private final Clock clock;
    private final String replica;
    private final Duration lease;
    private LedgerBook book;

    private FileLedger(Path file, FileChannel lock, LedgerBook book, Clock clock, String replica, Duration lease) {
        this.file = file;
        this.lock = lock;
        this.book = book;
        this.clock = clock;
        this.replica = replica;
        this.lease = lease;
    }

    /**
     * Locks the file and reads it.
     *
     * @throws Locked when another process, or another ledger of this one, holds it
     * @throws Unusable when it cannot be read, or holds what no ledger wrote
     */
    public static FileLedger open(Path path, Clock clock, String replica, Duration lease) {
        Path file = path.toAbsolutePath();
        FileChannel lock = null;
        try {
            Files.createDirectories(file.getParent());
            lock = lock(file);
            return new FileLedger(file, lock, read(file), clock, replica, lease);
        } catch (IOException failure) {
            release(lock, failure);
            throw new Unusable(file, "cannot be opened: " + failure, failure);
        } catch (Unusable damaged) {
            release(lock, damaged);
            throw damaged;
        }
    }

    /** Locks a file of its own, because the ledger itself is replaced in every turn. */
    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isFree(channel)) {
            return channel;
        }
        channel.close();
        throw new Locked(file);
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static void release(@Nullable FileChannel lock, Exception cause) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException second) {
            cause.addSuppressed(second);
        }
    }

    private static LedgerBook read(Path file) throws IOException {
        LedgerBook book = new LedgerBook();
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            try {
                LedgerJson.read(lines.get(i), book);
            } catch (JsonProcessingException | IllegalArgumentException | DateTimeException damaged) {
                // Earlier versions appended lines; a last line without its end was never confirmed.
                boolean torn = i > 0 && i == lines.size() - 1 && !text.endsWith("\n");
                if (!torn) {
                    throw new Unusable(
                            file, "is damaged at line " + (i + 1) + "; move it away to start a new one", damaged);
                }
            }
        }
        return book.copy();
    }

    @Override
    public Uni<Instant> now() {
        return Uni.createFrom().item(this::instant);
    }

    @Override
    public Uni<Map<String, JobState>> reconcile(Map<String, String> schedules) {
        return turn((turn, now) -> turn.reconcile(schedules, now));
    }

    @Override
    public Uni<Void> hold(Collection<String> jobs) {
        return turn((turn, now) -> turn.hold(Set.copyOf(jobs))).replaceWithVoid();
    }

    @Override
    public Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors) {
        return turn((turn, now) -> turn.record(occurrences, cursors, now));
    }

    @Override
    public Uni<List<RunKey>> recordOccasions(List<Occurrence> occurrences) {
        return turn((turn, now) -> occurrences.stream()
                .flatMap(occurrence -> turn.recordOccasion(occurrence, now).stream())
                .toList());
    }

    @Override
    public Uni<Optional<RunKey>> cross(String job, boolean above, Instant at) {
        return turn((turn, now) -> turn.cross(job, above, at, now));
    }

    @Override
    public Uni<Claims> claim(Room room, Function<String, Optional<Policies>> policies) {
        return turn((turn, now) -> turn.claim(room, policies, replica, lease, now));
    }

    @Override
    public Uni<Integer> giveBack(Instant since, Collection<Claim> held) {
        return turn((turn, now) -> turn.giveBack(since, held, replica));
    }

    @Override
    public Uni<Renewal> renew(Collection<Claim> claims) {
        return turn((turn, now) -> turn.renew(claims, lease, now));
    }

    @Override
    public Uni<List<Entry>> expired(int limit, Predicate<String> isKnown) {
        return turn((turn, now) -> turn.expired(limit, isKnown, now));
    }

    @Override
    public Uni<Integer> reopen(List<RunKey> expired) {
        return turn((turn, now) -> turn.reopen(expired, now));
    }

    @Override
    public Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies) {
        return turn((turn, now) -> turn.close(closings, policies, now));
    }

    @Override
    public Uni<Integer> promote() {
        return turn((turn, now) -> turn.promote());
    }

    /** Pauses a job, or ends its pause when {@code why} is empty. False when there is no such job. */
    public Uni<Boolean> pause(String job, Optional<String> why) {
        return turn((turn, now) -> turn.pause(job, why));
    }

    /** The states of these jobs. */
    public Uni<Map<String, JobState>> jobStates(Collection<String> jobs) {
        return turn((turn, now) -> turn.jobStates(jobs));
    }

    @Override
    public Uni<List<Entry>> history(String job, @Nullable Instant before, int limit) {
        return turn((turn, now) -> turn.history(job, before, limit));
    }

    private <T> Uni<T> turn(BiFunction<LedgerBook, Instant, T> step) {
        return Uni.createFrom().item(() -> inTurn(step)).map(Objects::requireNonNull);
    }

    private synchronized <T> T inTurn(BiFunction<LedgerBook, Instant, T> step) {
        LedgerBook turn = book.copy();
        T result = step.apply(turn, instant());
        if (turn.isChanged()) {
            turn.dropOldEnds();
            write(turn);
        }
        book = turn;
        return result;
    }

    private void write(LedgerBook turn) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(LedgerJson.write(turn) + "\n");
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
        } catch (IOException failure) {
            throw new Unusable(file, "cannot be written: " + failure, failure);
        }
    }

    /** The rename itself is on disk only with the folder. */
    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private Instant instant() {
        return LedgerBook.micros(clock.instant());
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failure) {
            throw new Unusable(file, "cannot be closed: " + failure, failure);
        }
    }

    /** Another process holds the ledger file. Two processes with one file would both take a due time for theirs. */
    public static final class Locked extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Locked(Path file) {
            super("the ledger " + file + " is held by another process", null, false, false);
        }
    }

    /** The ledger file cannot be read or written. */
    public static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unusable(Path file, String why, Throwable cause) {
            super("the ledger " + file + " " + why, cause);
        }
    }
}
