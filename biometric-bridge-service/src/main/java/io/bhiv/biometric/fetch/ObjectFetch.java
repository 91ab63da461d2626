package io.bhiv.biometric.fetch;

import io.bhiv.biometric.connection.Applications;
import io.bhiv.biometric.fetch.CallBudget.Use;
import io.bhiv.biometric.fetch.ProviderCalls.Reply;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ObjectApi;
import io.bhiv.biometric.provider.ObjectApi.Body;
import io.bhiv.biometric.provider.ObjectApi.Item;
import io.bhiv.biometric.provider.ObjectApi.Missing;
import io.bhiv.biometric.provider.ObjectApi.Next;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.retry.Backoff;
import io.bhiv.kit.retry.Jitter;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Reads the objects that notices named, each once however many notices there were. What was read is a delivery of its own: it is
 * journalled like any other, with what it is {@link About}, because an API's bodies do not name themselves.
 *
 * <p>A loop for each provider claims what is due; of all replicas one works on an object at a time. What ends in the middle is claimed
 * again when its claim has run out, and the same version is the same delivery.
 */
@ApplicationScoped
public class ObjectFetch {

    /** The pipeline. */
    public interface FetchedObjects {

        /** Completes after the commit; false where the journal had the object as it is. */
        Uni<Boolean> store(Delivery object);
    }

    private static final Duration LONGEST_TURN = Duration.ofSeconds(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final LoopSettings TIDYING = new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(30));

    private static final String UNREADABLE = "unreadable";
    private static final String FAILED = "failed";

    private final Applications applications;
    private final ProviderApis apis;
    private final FetchTasks tasks;
    private final ProviderCalls calls;
    private final FetchesUnderWay underWay;
    private final FetchedObjects journal;
    private final ObjectsConfig config;
    private final ByteBudget budget;
    private final Clock clock;
    private final RandomGenerator random;

    ObjectFetch(
            Applications applications,
            ProviderApis apis,
            FetchTasks tasks,
            ProviderCalls calls,
            FetchesUnderWay underWay,
            FetchedObjects journal,
            ObjectsConfig config,
            ByteBudget budget,
            Clock clock,
            RandomGenerator random) {
        this.applications = applications;
        this.apis = apis;
        this.tasks = tasks;
        this.calls = calls;
        this.underWay = underWay;
        this.journal = journal;
        this.config = config;
        this.budget = budget;
        this.clock = clock;
        this.random = random;
    }

    void start(@Observes StartupEvent started, BackgroundLoops loops, Housekeeping housekeeping) {
        LoopSettings rhythm = new LoopSettings(config.interval(), LONGEST_TURN);
        for (Provider provider : applications.providers()) {
            loops.start("fetch-" + provider.wireName(), rhythm, () -> turn(provider));
        }
        housekeeping.start("fetch-tidying", TIDYING, this::tidy);
    }

    /** Reads what is due, as much as may be read at once. */
    Uni<Step> turn(Provider provider) {
        return underWay.claiming(() -> readDue(provider), Step.IDLE);
    }

    private Uni<Step> readDue(Provider provider) {
        return tasks.claim(provider)
                .chain(claimed -> Multi.createFrom()
                        .iterable(claimed)
                        .onItem()
                        .transformToUni(this::read)
                        .merge(config.parallel())
                        .collect()
                        .asList()
                        .replaceWith(claimed.size() < config.parallel() ? Step.IDLE : Step.MORE));
    }

    /** Reads one object that was begun three times and never ended; what ends the process even so is parked. */
    Uni<Step> suspect() {
        return underWay.claiming(this::readSuspect, Step.IDLE);
    }

    private Uni<Step> readSuspect() {
        return tasks.parkCrashed()
                .chain(() -> tasks.claimSuspect(applications.providers()))
                .chain(claimed -> claimed.isEmpty()
                        ? Uni.createFrom().item(Step.IDLE)
                        : read(claimed.getFirst()).replaceWith(Step.MORE));
    }

    private Uni<Step> tidy() {
        return tasks.endRevoked().chain(tasks::takeUp).replaceWith(Step.IDLE);
    }

    private Uni<Void> read(FetchTask task) {
        return underWay.fetching(() -> readAlone(task), () -> giveBack(task, Duration.ZERO));
    }

    /** One object that fails must not hold up others. */
    private Uni<Void> readAlone(FetchTask task) {
        ByteBudget.Room room = budget.room();
        return step(task, apis.of(task.user().provider()), List.of(), room)
                .onTermination()
                .invoke(room::release)
                .onFailure()
                .recoverWithUni(failure -> {
                    Log.warnf(
                            "Reading an object failed here; it is tried again [connection=%s type=%s cause=%s]",
                            task.connectionId(), task.object().type(), SafeFailure.describe(failure));
                    return giveBack(task, config.claim());
                });
    }

    /** Where the store is away, the claim runs out. */
    private Uni<Void> giveBack(FetchTask task, Duration pause) {
        return notNow(task, pause)
                .onFailure()
                .invoke(failure -> Log.infof(
                        "An object is tried again when its claim has run out [connection=%s cause=%s]",
                        task.connectionId(), SafeFailure.describe(failure)))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> step(FetchTask task, ObjectApi api, List<Answer> answers, ByteBudget.Room room) {
        return switch (api.one(task.object(), answers, clock.instant())) {
            case Next.Ask(String path) ->
                calls.get(task.user().provider(), task.connectionId(), path, Use.NOTICE, room)
                        // An answer of megabytes is not read on an event loop.
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .chain(reply -> replied(task, api, answers, reply, room));
            case Next.Found(List<Item> items) -> found(task, items.getFirst().body());
            case Next.NotAvailableYet(Missing missing) -> missing(task, missing);
            case Next.TokenRefused refused -> failed(task, "token_refused");
            case Next.Denied denied -> tasks.park(task, ParkReason.OBJECT_DENIED);
            case Next.Gone gone -> tasks.park(task, ParkReason.OBJECT_NOT_FOUND);
            case Next.Throttled(Duration pause) -> notNow(task, pause);
            case Next.Unavailable unavailable -> failed(task, FAILED);
            case Next.Broken broken -> unreadable(task);
            case Next.NotOffered offered -> tasks.park(task, ParkReason.OBJECT_NOT_OFFERED);
        };
    }

    private Uni<Void> replied(FetchTask task, ObjectApi api, List<Answer> answers, Reply reply, ByteBudget.Room room) {
        return switch (reply) {
            case Reply.Received(Answer answer) -> {
                List<Answer> more = new ArrayList<>(answers);
                more.add(answer);
                yield step(task, api, more, room);
            }
            case Reply.TooLarge large -> unreadable(task);
            case Reply.Failed failed -> unanswered(task);
            case Reply.Deferred(Duration pause) -> notNow(task, pause);
            case Reply.NoRoom(Duration pause) -> notNow(task, pause);
            case Reply.Ended ended -> notNow(task, config.interval());
        };
    }

    /** Journalled first: where this process ends in between, the object is read again and is a duplicate. */
    private Uni<Void> found(FetchTask task, Body body) {
        return tasks.standing(task).chain(standing -> switch (standing) {
            case WANTED -> journal.store(delivery(task, body)).chain(() -> tasks.fetched(task, body.version()));
            case DELETED -> tasks.endDeleted(task);
            case ENDED -> notNow(task, config.interval());
        });
    }

    private static Delivery delivery(FetchTask task, Body body) {
        About about = new About(
                task.user().userId(), task.object().type(), task.object().id(), body.version());
        return Delivery.ofObject(
                task.user().provider(), Channel.WEBHOOK_FETCH, about, body.versionMillis(), body.bytes());
    }

    private Uni<Void> missing(FetchTask task, Missing missing) {
        String reason = missing.wireName();
        int attempts = task.attemptsFor(reason);
        List<Duration> pauses = switch (missing) {
            case NOT_FOUND -> config.notFoundPauses();
            case NOT_SCORED -> config.notScoredPauses();
        };
        return attempts <= pauses.size() && mayTryAgain(task)
                ? tasks.later(task, pauses.get(attempts - 1), attempts, reason)
                : tasks.park(
                        task,
                        switch (missing) {
                            case NOT_FOUND -> ParkReason.OBJECT_NOT_FOUND;
                            case NOT_SCORED -> ParkReason.OBJECT_NOT_SCORED;
                        });
    }

    private Uni<Void> failed(FetchTask task, String reason) {
        int attempts = task.attemptsFor(reason);
        return attempts < config.maxFailures() && mayTryAgain(task)
                ? tasks.later(task, backoff(attempts), attempts, reason)
                : tasks.park(task, ParkReason.OBJECT_UNREACHABLE);
    }

    private Uni<Void> unanswered(FetchTask task) {
        int attempts = task.attemptsFor(FAILED);
        return attempts < config.maxFailures() && mayTryAgain(task)
                ? tasks.putOff(task, backoff(attempts), attempts, FAILED)
                : tasks.park(task, ParkReason.OBJECT_UNREACHABLE);
    }

    private Uni<Void> unreadable(FetchTask task) {
        int attempts = task.attemptsFor(UNREADABLE);
        return attempts < config.maxUnreadable() && mayTryAgain(task)
                ? tasks.later(task, backoff(attempts), attempts, UNREADABLE)
                : tasks.park(task, ParkReason.OBJECT_UNREADABLE);
    }

    /** Each reason has a number of attempts of its own; one that fails for several in turn has no more than all of them together. */
    private boolean mayTryAgain(FetchTask task) {
        return task.tries()
                < config.notFoundPauses().size()
                        + config.notScoredPauses().size()
                        + config.maxFailures()
                        + config.maxUnreadable();
    }

    private Duration backoff(int attempts) {
        return Backoff.doubling(config.failurePause(), LONGEST_PAUSE, Jitter.longer(0.2))
                .pause(attempts, random.nextDouble());
    }

    /** No call was made, so it costs no attempt. */
    private Uni<Void> notNow(FetchTask task, Duration pause) {
        return tasks.putOff(task, pause, task.attempts(), task.reason());
    }
}
