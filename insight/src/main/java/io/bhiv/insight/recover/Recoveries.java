package io.bhiv.insight.recover;

import io.bhiv.insight.recover.Progress.State;
import io.bhiv.insight.store.Actions;
import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Recoveries of this replica: at most one of each target at a time, and the last few to look at. */
@ApplicationScoped
public class Recoveries {

    private static final int REMEMBERED = 50;
    private static final Duration TURN = Duration.ofSeconds(1);

    private final RecoveryCalls calls;
    private final Actions actions;
    private final Clock clock;
    private final Map<UUID, Progress> known = new LinkedHashMap<>();

    Recoveries(RecoveryCalls calls, Actions actions, Clock clock) {
        this.calls = calls;
        this.actions = actions;
        this.clock = clock;
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
        return calls.preview(selection, until).chain(preview -> {
            Progress begun = new Progress(
                    UUID.randomUUID(), selection, actor, preview.count(), 0, 0, State.RUNNING, "", clock.instant());
            if (!enter(begun)) {
                return Uni.createFrom().item(Optional.<UUID>empty());
            }
            // Not part of the request from here on: one that is given up ends neither half begun nor running for ever.
            return Uni.createFrom()
                    .emitter(request -> begin(preview, begun)
                            .replaceWith(Optional.of(begun.id()))
                            .subscribe()
                            .with(request::complete, request::fail));
        });
    }

    private Uni<Long> begin(Preview preview, Progress begun) {
        Target target = begun.selection().target();
        return actions.begin(
                        begun.actor(),
                        target.verb(),
                        target.title(),
                        begun.selection().words())
                .onFailure()
                .invoke(() -> leave(begun.id()))
                .invoke(row -> run(preview, begun.id(), row));
    }

    public synchronized Optional<Progress> progress(UUID id) {
        return Optional.ofNullable(known.get(id));
    }

    /** The newest first. */
    public synchronized List<Progress> all() {
        return List.copyOf(known.values()).reversed();
    }

    private synchronized boolean enter(Progress begun) {
        boolean busy = known.values().stream()
                .anyMatch(one -> one.isRunning()
                        && one.selection().target() == begun.selection().target());
        if (busy) {
            return false;
        }
        known.values().stream()
                .filter(one -> !one.isRunning())
                .map(Progress::id)
                .limit(Math.max(0, known.size() - REMEMBERED + 1))
                .toList()
                .forEach(known::remove);
        known.put(begun.id(), begun);
        return true;
    }

    private synchronized void leave(UUID id) {
        known.remove(id);
    }

    private synchronized Progress now(UUID id) {
        Progress progress = known.get(id);
        if (progress == null) {
            throw new IllegalStateException("a running recovery is remembered");
        }
        return progress;
    }

    private synchronized void keep(Progress progress) {
        known.put(progress.id(), progress);
    }

    private void run(Preview preview, UUID id, long row) {
        Multi.createBy()
                .repeating()
                .uni(() -> turn(preview, id))
                .withDelay(TURN)
                .whilst(more -> more)
                .onItem()
                .ignoreAsUni()
                .map(_ -> now(id).ended(State.DONE, "", clock.instant()))
                .onFailure()
                .recoverWithItem(failure -> now(id).ended(State.STOPPED, why(failure), clock.instant()))
                .invoke(this::keep)
                .chain(ended -> actions.end(row, ended.sent(), ended.isStopped() ? "stopped: " + ended.note() : "done"))
                .subscribe()
                .with(
                        _ -> {},
                        failure -> Log.warnf(
                                "A recovery has no outcome in its audit row [row=%d cause=%s]",
                                row, StoreFailure.summary(failure)));
    }

    /** Sends one second's worth; false when there is no more. */
    private Uni<Boolean> turn(Preview preview, UUID id) {
        Progress before = now(id);
        int chunk = Math.min(before.selection().rate(), before.total() - before.asked());
        if (chunk <= 0) {
            return Uni.createFrom().item(false);
        }
        List<String> ids =
                preview.ids().stream().skip(before.asked()).limit(chunk).toList();
        keep(before.withAsked(chunk, clock.instant()));
        return calls.send(preview, ids, chunk, sent -> keep(now(id).withSent(sent, clock.instant())))
                .map(_ -> now(id).asked() < before.total());
    }

    private static String why(Throwable failure) {
        return failure instanceof RecoveryCalls.Refused
                ? "the service " + failure.getMessage()
                : "the service gave no whole answer within its limit; what it was asked for may have been done";
    }
}
