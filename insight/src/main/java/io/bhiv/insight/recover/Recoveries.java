package io.bhiv.insight.recover;

import io.bhiv.insight.recover.Progress.State;
import io.bhiv.insight.store.RecoveryRows;
import io.bhiv.kit.loop.InFlightWork;
import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Recoveries of all replicas: at most one of each target at a time, and the last few to look at. */
@ApplicationScoped
public class Recoveries {

    private static final Duration TURN = Duration.ofSeconds(1);

    /** A turn may be under way, whose calls are not broken off. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final RecoveryCalls calls;
    private final RecoveryRows rows;
    private final InFlightWork underWay = new InFlightWork();

    Recoveries(RecoveryCalls calls, RecoveryRows rows) {
        this.calls = calls;
        this.rows = rows;
    }

    /** What would be sent. Changes nothing. */
    public Uni<Preview> preview(Selection selection) {
        return calls.preview(selection, "");
    }

    /**
     * Starts what a preview showed; empty where one of this target is running.
     *
     * @param until what that preview went up to; empty where it showed nothing
     */
    public Uni<Optional<UUID>> start(Selection selection, String until, String actor) {
        return calls.preview(selection, until)
                // Not part of the request from here on: one that is given up ends neither half begun nor running for
                // ever.
                .chain(preview -> Uni.createFrom()
                        .emitter(request -> begin(preview, actor).subscribe().with(request::complete, request::fail)));
    }

    private Uni<Optional<UUID>> begin(Preview preview, String actor) {
        UUID id = UUID.randomUUID();
        return rows.begin(asked(id, preview, actor)).map(begun -> {
            if (!begun) {
                return Optional.empty();
            }
            run(new Running(id, preview));
            return Optional.of(id);
        });
    }

    private static RecoveryRows.RecoveryRequest asked(UUID id, Preview preview, String actor) {
        Selection selection = preview.selection();
        return new RecoveryRows.RecoveryRequest(
                id,
                actor,
                selection.target().verb(),
                selection.target().title(),
                selection.words(),
                selection.target().wireName(),
                selection.reason(),
                selection.provider(),
                selection.limit(),
                selection.rate(),
                preview.count());
    }

    public Uni<Optional<Progress>> progress(UUID id) {
        return rows.find(id).map(found -> found.flatMap(Recoveries::progress));
    }

    /** The newest first. */
    public Uni<List<Progress>> all() {
        return rows.recent()
                .map(found ->
                        found.stream().flatMap(row -> progress(row).stream()).toList());
    }

    /** Empty for a target or a state that this version does not have. */
    private static Optional<Progress> progress(RecoveryRows.Row row) {
        return Target.ofWireName(row.target())
                .flatMap(target -> State.ofWireName(row.state()).map(state -> progress(row, target, state)));
    }

    private static Progress progress(RecoveryRows.Row row, Target target, State state) {
        return new Progress(
                row.id(),
                new Selection(target, row.reason(), row.provider(), row.most(), row.rate()),
                row.actor(),
                row.total(),
                row.asked(),
                row.sent(),
                state,
                row.note(),
                row.movedAt());
    }

    /** One that this replica runs; its turns follow one another. */
    private static final class Running {

        private final UUID id;
        private final Preview preview;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();

        private Running(UUID id, Preview preview) {
            this.id = id;
            this.preview = preview;
        }
    }

    /** It does not go on, for a reason of its own. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String why;

        Ended(String why) {
            super(why);
            this.why = why;
        }
    }

    /** Says in its row that it stopped: else it would seem to run, and keep the next one of its target waiting, until its lease is over. */
    void stop(@Observes ShutdownEvent stopping) {
        if (!underWay.awaitEnd(LONGEST_STOP)) {
            Log.warn("A recovery was under way when the service stopped; its row shows it once its lease is over");
        }
    }

    private void run(Running one) {
        underWay.count(() -> sending(one))
                .subscribe()
                .with(
                        _ -> {},
                        failure -> Log.warnf(
                                "A recovery has no outcome in its audit row [recovery=%s cause=%s]",
                                one.id, StoreFailure.summary(failure)));
    }

    private Uni<Void> sending(Running one) {
        return Multi.createBy()
                .repeating()
                .uni(() -> turn(one))
                .withDelay(TURN)
                .whilst(more -> more)
                .onItem()
                .ignoreAsUni()
                .onItemOrFailure()
                .transformToUni((_, failure) -> rows.end(
                        one.id,
                        one.sent.get(),
                        (failure == null ? State.DONE : State.STOPPED).wireName(),
                        failure == null ? "" : why(failure)));
    }

    /** Sends one second's worth; false when there is no more. */
    private Uni<Boolean> turn(Running one) {
        int before = one.asked.get();
        int total = one.preview.count();
        int chunk = Math.min(one.preview.selection().rate(), total - before);
        if (chunk <= 0) {
            return Uni.createFrom().item(false);
        }
        if (underWay.isEnding()) {
            return Uni.createFrom()
                    .failure(new Ended("the core bridge stopped; what is left can be sent by another recovery"));
        }
        List<String> ids = one.preview.ids().stream().skip(before).limit(chunk).toList();
        one.asked.addAndGet(chunk);
        return rows.move(one.id, before + chunk, one.sent.get())
                .chain(runs -> runs
                        ? calls.send(one.preview, ids, chunk, one.sent::addAndGet)
                        : Uni.createFrom().failure(new Ended("its row had not moved for too long")))
                .map(_ -> before + chunk < total);
    }

    private static String why(Throwable failure) {
        if (failure instanceof RecoveryCalls.Refused) {
            return "the service " + failure.getMessage();
        }
        return failure instanceof Ended ended
                ? ended.why
                : "the service or PostgreSQL gave no whole answer within its limit; the request may have been"
                        + " done";
    }
}
