package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.ledger.LedgerLines.Line;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.plan.Standing;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one process without a database: JSON lines in a locked file.
 *
 * <p>The lock stands for the lease: while it is held nobody else can claim, and what the file shows as running when it is
 * opened was left behind by a process that died. Calls write to disk on the calling thread, so they must not be made on an
 * event loop.
 */
public final class FileLedger implements Ledger, AutoCloseable {

    private final LedgerFile file;
    private final LedgerBook book;
    private final Clock clock;
    private final String replica;
    private final Duration lease;

    private FileLedger(LedgerFile file, LedgerBook book, Clock clock, String replica, Duration lease) {
        this.file = file;
        this.book = book;
        this.clock = clock;
        this.replica = replica;
        this.lease = lease;
    }

    /**
     * Opens the file and locks it.
     *
     * @throws LedgerLocked when another process holds it
     * @throws LedgerUnusable when it cannot be read or written
     */
    public static FileLedger open(Path path, Clock clock, String replica, Duration lease) {
        LedgerFile file = LedgerFile.open(path);
        LedgerBook book = new LedgerBook();
        List<String> lines = file.found();
        for (int i = 0; i < lines.size(); i++) {
            book.take(line(file, i + 1, lines.get(i)));
        }
        return new FileLedger(file, book, clock, replica, lease);
    }

    private static Line line(LedgerFile file, int number, String text) {
        try {
            return LedgerLines.read(text);
        } catch (LedgerLines.NoLine damaged) {
            file.close();
            throw new LedgerUnusable(
                    file.path(), "is damaged at line " + number + "; move it away to begin a new one", damaged);
        }
    }

    @Override
    public Uni<Instant> now() {
        return Uni.createFrom().item(this::instant);
    }

    @Override
    public Uni<Map<String, Standing>> reconcile(Map<String, String> schedules) {
        return turn(turn -> new FileRecording(turn).reconcile(schedules));
    }

    @Override
    public Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors) {
        return turn(turn -> new FileRecording(turn).record(occurrences, cursors));
    }

    @Override
    public Uni<Optional<RunKey>> recordOccasion(Occurrence occurrence) {
        return turn(turn -> new FileRecording(turn).recordOccasion(occurrence));
    }

    @Override
    public Uni<Optional<RunKey>> cross(String job, boolean above, Instant at) {
        return turn(turn -> new FileRecording(turn).cross(job, above, at));
    }

    @Override
    public Uni<Claims> claim(int atMost, Function<String, Optional<Policies>> policies) {
        return turn(turn -> new FileClaiming(turn, replica, lease).claim(atMost, policies));
    }

    @Override
    public Uni<Renewal> renew(Collection<Claim> claims) {
        return turn(turn -> new FileLeases(turn, lease).renew(claims));
    }

    @Override
    public Uni<List<Entry>> expired(int limit) {
        return turn(turn -> new FileLeases(turn, lease).expired(limit));
    }

    @Override
    public Uni<Integer> reopen(List<RunKey> expired) {
        return turn(turn -> new FileLeases(turn, lease).reopen(expired));
    }

    @Override
    public Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies) {
        return turn(turn -> new FileClosing(turn).close(closings, policies));
    }

    @Override
    public Uni<Integer> promote() {
        return turn(turn -> new FileClosing(turn).promote());
    }

    @Override
    public Uni<Boolean> pause(String job, Optional<String> why) {
        return turn(turn -> {
            Standing standing = book.standings(List.of(job)).get(job);
            if (standing == null) {
                return false;
            }
            turn.standing(job, standing.withPause(why));
            return true;
        });
    }

    @Override
    public Uni<Map<String, Standing>> standings(Collection<String> jobs) {
        return turn(turn -> book.standings(jobs));
    }

    @Override
    public Uni<List<Entry>> history(String job, @Nullable Instant before, int limit) {
        return turn(turn -> book.history(job, before, limit));
    }

    private <T> Uni<T> turn(Function<BookTurn, T> step) {
        return Uni.createFrom().item(() -> inTurn(step)).map(Objects::requireNonNull);
    }

    private <T> T inTurn(Function<BookTurn, T> step) {
        synchronized (book) {
            file.compactIfLong(book::compacted);
            BookTurn turn = BookTurn.of(book, instant());
            try {
                T result = step.apply(turn);
                file.append(turn.lines());
                return result;
            } catch (RuntimeException failure) {
                turn.takeBack();
                throw failure;
            }
        }
    }

    private Instant instant() {
        return BookTurn.micros(clock.instant());
    }

    @Override
    public void close() {
        file.close();
    }
}
