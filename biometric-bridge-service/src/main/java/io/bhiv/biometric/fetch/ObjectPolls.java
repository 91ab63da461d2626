package io.bhiv.biometric.fetch;

import io.bhiv.biometric.connection.Applications;
import io.bhiv.biometric.fetch.CallBudget.Use;
import io.bhiv.biometric.fetch.ObjectFetch.FetchedObjects;
import io.bhiv.biometric.fetch.Polls.Poll;
import io.bhiv.biometric.fetch.ProviderCalls.Reply;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.provider.ObjectApi.Days;
import io.bhiv.biometric.provider.ObjectApi.Item;
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
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Reads what no notice asks for. A new connection is filled back, some weeks at a time, the newest first; then each type of it is read
 * again now and then for what notices missed. Lists carry whole objects, so this costs a fraction of the calls; what is in the journal
 * already is left alone.
 *
 * <p>Deliveries of the past are marked as {@link Delivery#backfill()}. One poll of a provider at a time on each replica, within the part
 * of the budget that is not reserved for notices.
 */
@ApplicationScoped
public class ObjectPolls {

    private static final Duration LONGEST_TURN = Duration.ofSeconds(100);
    /** Ends before the turn does: a turn that is cut off gives nothing back, and looks to others like the end of its process. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(90);

    /** A wait for the budget that is shorter is waited for between two pages. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

    private static final LoopSettings ENROLMENT = new LoopSettings(Duration.ofSeconds(5), Duration.ofSeconds(30));
    private static final Backoff AFTER_FAILURE =
            Backoff.doubling(Duration.ofMinutes(1), Duration.ofHours(1), Jitter.longer(0.2));
    private static final Duration WHEN_REFUSED = Duration.ofDays(1);
    private static final int JOURNALLED_TOGETHER = 16;

    private final Applications applications;
    private final ProviderApis apis;
    private final Polls polls;
    private final ProviderCalls calls;
    private final FetchesUnderWay underWay;
    private final FetchedObjects journal;
    private final PollsConfig config;
    private final ByteBudget budget;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry meters;

    ObjectPolls(
            Applications applications,
            ProviderApis apis,
            Polls polls,
            ProviderCalls calls,
            FetchesUnderWay underWay,
            FetchedObjects journal,
            PollsConfig config,
            ByteBudget budget,
            Clock clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this.applications = applications;
        this.apis = apis;
        this.polls = polls;
        this.calls = calls;
        this.underWay = underWay;
        this.journal = journal;
        this.config = config;
        this.budget = budget;
        this.clock = clock;
        this.random = random;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started, BackgroundLoops loops, Housekeeping housekeeping) {
        LoopSettings rhythm = new LoopSettings(config.lookEvery(), LONGEST_TURN);
        for (Provider provider : applications.providers()) {
            housekeeping.start(
                    "fetch-enrolment-" + provider.wireName(),
                    ENROLMENT,
                    () -> polls.enrol(provider).replaceWith(Step.IDLE));
            loops.start("polls-" + provider.wireName(), rhythm, () -> turn(provider));
        }
    }

    /** Reads what is due of one type of one connection. */
    Uni<Step> turn(Provider provider) {
        return underWay.claiming(() -> readDue(provider), Step.IDLE);
    }

    private Uni<Step> readDue(Provider provider) {
        return polls.claim(provider)
                .chain(claimed -> claimed.map(poll -> read(poll).replaceWith(Step.MORE))
                        .orElseGet(() -> Uni.createFrom().item(Step.IDLE)));
    }

    /** Reads one poll that was begun three times and never ended. */
    Uni<Step> suspect() {
        return underWay.claiming(this::readSuspect, Step.IDLE);
    }

    private Uni<Step> readSuspect() {
        return polls.putOffCrashed(WHEN_REFUSED)
                .chain(() -> polls.claimSuspect(applications.providers()))
                .chain(claimed -> claimed.map(poll -> read(poll).replaceWith(Step.MORE))
                        .orElseGet(() -> Uni.createFrom().item(Step.IDLE)));
    }

    private Uni<Void> read(Poll poll) {
        return underWay.fetching(() -> readAlone(poll), () -> release(poll));
    }

    /** Where the store is away, the claim runs out. */
    private Uni<Void> release(Poll poll) {
        return polls.putOff(poll, Duration.ZERO, poll.attempts(), "stopped")
                .onFailure()
                .invoke(failure -> Log.infof(
                        "A poll is read again when its claim has run out [connection=%s cause=%s]",
                        poll.connectionId(), SafeFailure.describe(failure)))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> readAlone(Poll poll) {
        if (polls.isLong(poll)) {
            return polls.fillBackSince(poll);
        }
        List<Days> spans = poll.spans(config.chunkDays());
        return readAll(poll, spans)
                .chain(read -> read ? finished(poll, spans) : Uni.createFrom().voidItem())
                .ifNoItem()
                .after(longestRead())
                .recoverWithUni(() -> unanswered(poll, "too_slow"))
                .onFailure()
                .recoverWithUni(failure -> {
                    Log.warnf(
                            "A poll failed here; it is tried again [connection=%s type=%s cause=%s]",
                            poll.connectionId(), poll.type(), SafeFailure.describe(failure));
                    return unanswered(poll, "failed_here");
                });
    }

    /** One after the other, so that nothing of one is in memory when the next is read. False where one of them was put off. */
    private Uni<Boolean> readAll(Poll poll, List<Days> spans) {
        AtomicBoolean goesOn = new AtomicBoolean(true);
        return Multi.createFrom()
                .iterable(spans)
                .onItem()
                .transformToUniAndConcatenate(days -> goesOn.get()
                        ? readSpan(poll, days).invoke(goesOn::set)
                        : Uni.createFrom().item(false))
                .collect()
                .last();
    }

    private Uni<Boolean> readSpan(Poll poll, Days days) {
        ByteBudget.Room room = budget.room();
        return step(poll, days, List.of(), room).onTermination().invoke(room::release);
    }

    private Uni<Void> finished(Poll poll, List<Days> spans) {
        return poll.isBackfill()
                ? polls.filledBack(poll, spans.getFirst().from().minusDays(1))
                : polls.polled(poll, random.nextDouble());
    }

    /** Before the claim runs out, too. */
    private Duration longestRead() {
        Duration withinClaim = polls.claim().multipliedBy(3).dividedBy(4);
        return withinClaim.compareTo(LONGEST_READ) < 0 ? withinClaim : LONGEST_READ;
    }

    /** True where all of it was read, false where the poll was put off. */
    private Uni<Boolean> step(Poll poll, Days days, List<Answer> answers, ByteBudget.Room room) {
        return switch (apis.of(poll.user().provider()).days(days, answers, clock.instant())) {
            case Next.Ask(String path) -> ask(poll, days, answers, path, room);
            case Next.Found(List<Item> items) -> found(poll, items);
            case Next.Throttled(Duration pause) -> not(polls.putOff(poll, pause, poll.attempts(), "throttled"));
            case Next.Denied denied -> not(polls.later(poll, WHEN_REFUSED, poll.attempts() + 1, "denied"));
            case Next.Gone gone -> not(polls.later(poll, WHEN_REFUSED, poll.attempts() + 1, "not_offered"));
            case Next.NotOffered offered -> not(polls.later(poll, WHEN_REFUSED, poll.attempts() + 1, "not_offered"));
            case Next.TokenRefused refused -> not(later(poll, "token_refused"));
            case Next.Unavailable unavailable -> not(later(poll, "unavailable"));
            case Next.Broken broken -> not(later(poll, "unreadable"));
            case Next.NotAvailableYet missing ->
                not(later(poll, missing.missing().wireName()));
        };
    }

    private static Uni<Boolean> not(Uni<Void> putOff) {
        return putOff.replaceWith(false);
    }

    private Uni<Boolean> ask(Poll poll, Days days, List<Answer> answers, String path, ByteBudget.Room room) {
        return calls.get(poll.user().provider(), poll.connectionId(), path, Use.POLL, room)
                // Pages of megabytes are not read on an event loop.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(reply -> switch (reply) {
                    case Reply.Received(Answer answer) -> {
                        List<Answer> more = new ArrayList<>(answers);
                        more.add(answer);
                        yield step(poll, days, more, room);
                    }
                    case Reply.Deferred(Duration pause) ->
                        pause.compareTo(SHORT_WAIT) <= 0
                                ? Uni.createFrom()
                                        .voidItem()
                                        .onItem()
                                        .delayIt()
                                        .by(pause)
                                        .chain(() -> ask(poll, days, answers, path, room))
                                : not(polls.putOff(poll, pause, poll.attempts(), "budget"));
                    // It counts: one that is too large for the memory there is would use up calls for ever.
                    case Reply.NoRoom noRoom -> not(unanswered(poll, "no_room"));
                    case Reply.Ended ended -> not(polls.putOff(poll, SHORT_WAIT, poll.attempts(), "ended"));
                    case Reply.TooLarge large -> not(later(poll, "too_large"));
                    case Reply.Failed failed -> not(unanswered(poll, "failed"));
                });
    }

    /** Where the connection is not ACTIVE any more, what was found is read again when it is. */
    private Uni<Boolean> found(Poll poll, List<Item> items) {
        return polls.missing(poll, items)
                .chain(missing -> missing.isPresent()
                        ? journal(
                                poll,
                                items.stream()
                                        .filter(item -> missing.get().contains(item.id()))
                                        .toList())
                        : not(polls.putOff(poll, SHORT_WAIT, poll.attempts(), "ended")));
    }

    private Uni<Boolean> journal(Poll poll, List<Item> missing) {
        return store(poll, missing)
                .chain(stored -> polls.remember(poll, missing).invoke(() -> count(poll, stored)))
                .replaceWith(true);
    }

    /** How many of them were new. */
    private Uni<Integer> store(Poll poll, List<Item> items) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUni(item -> journal.store(delivery(poll, item)))
                .merge(JOURNALLED_TOGETHER)
                .filter(stored -> stored)
                .collect()
                .asList()
                .map(List::size);
    }

    private static Delivery delivery(Poll poll, Item item) {
        About about = new About(
                poll.user().userId(), poll.type(), item.id(), item.body().version());
        return Delivery.ofObject(
                poll.user().provider(),
                poll.isBackfill() ? Channel.BACKFILL : Channel.POLL,
                about,
                item.body().versionMillis(),
                item.body().bytes());
    }

    private void count(Poll poll, int objects) {
        Counter.builder("bridge.fetch.polled")
                .description("Objects that a poll found and no notice had brought")
                .tag("provider", poll.user().provider().wireName())
                .tag("type", poll.type())
                .tag("past", Boolean.toString(poll.isBackfill()))
                .register(meters)
                .increment(objects);
        if (objects > 0 && !poll.isBackfill()) {
            Log.infof(
                    "A poll closed a gap [connection=%s type=%s objects=%d]",
                    poll.connectionId(), poll.type(), objects);
        }
    }

    private Uni<Void> later(Poll poll, String reason) {
        int attempts = poll.attempts() + 1;
        return polls.later(poll, pause(attempts), attempts, reason);
    }

    private Uni<Void> unanswered(Poll poll, String reason) {
        int attempts = poll.attempts() + 1;
        return polls.putOff(poll, pause(attempts), attempts, reason);
    }

    private Duration pause(int attempts) {
        return AFTER_FAILURE.pause(attempts, random.nextDouble());
    }
}
