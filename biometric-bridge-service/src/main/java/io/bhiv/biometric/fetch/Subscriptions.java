package io.bhiv.biometric.fetch;

import io.bhiv.biometric.connection.Applications;
import io.bhiv.biometric.connection.ConnectConfig;
import io.bhiv.biometric.provider.oura.OuraSubscriptions;
import io.bhiv.biometric.provider.oura.OuraSubscriptions.Change;
import io.bhiv.biometric.provider.oura.OuraSubscriptions.Subject;
import io.bhiv.biometric.provider.oura.OuraSubscriptions.Subscription;
import io.bhiv.biometric.verify.ProvidersConfig;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps our subscriptions to Oura's notices: what there is, is compared with what there should be; what is missing is made, what ends
 * soon is renewed. One replica at a time. What was found stands in the store, so that every replica can raise the alarm.
 */
@ApplicationScoped
public class Subscriptions {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(15), Duration.ofMinutes(4));
    /** An application that Oura refuses stays refused; the next attempt is made at the interval. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    /** Parameters: claim in ms, whether to claim it although it is not due. */
    private static final String CLAIM_DUE = """
            INSERT INTO biometric.fetch_application AS a (provider, subscriptions_due)
            VALUES ('oura', biometric.fetch_clock() + $1::bigint * interval '1 millisecond')
            ON CONFLICT (provider) DO UPDATE SET subscriptions_due = excluded.subscriptions_due
            WHERE $2::boolean OR a.subscriptions_due <= biometric.fetch_clock()
            RETURNING provider
            """;

    /**
     * Parameters: pause in ms, missing (null: unknown, the figures of before stay), end of the first, how many there should be. Where
     * none was ever found, none is known to be there.
     */
    private static final String FOUND = """
            UPDATE biometric.fetch_application
            SET subscriptions_due = biometric.fetch_clock() + $1::bigint * interval '1 millisecond',
                subscriptions_missing = coalesce($2::int, subscriptions_missing, $4::int),
                subscriptions_end_at = CASE WHEN $2::int IS NULL THEN subscriptions_end_at ELSE $3::timestamptz END
            WHERE provider = 'oura'
            """;

    private final Applications applications;
    private final ConnectConfig connect;
    private final ProvidersConfig providers;
    private final PollsConfig polls;
    private final SubscriptionsConfig config;
    private final ProviderCalls calls;
    private final Pool pool;
    private final Clock clock;
    /** A start looks at once: the address may be a new one. */
    private final AtomicBoolean isFirst = new AtomicBoolean(true);

    Subscriptions(
            Applications applications,
            ConnectConfig connect,
            ProvidersConfig providers,
            PollsConfig polls,
            SubscriptionsConfig config,
            ProviderCalls calls,
            Pool pool,
            Clock clock) {
        this.applications = applications;
        this.connect = connect;
        this.providers = providers;
        this.polls = polls;
        this.config = config;
        this.calls = calls;
        this.pool = pool;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started, Housekeeping housekeeping) {
        ours().ifPresent(ours -> housekeeping.start("oura-subscriptions", RHYTHM, () -> turn(ours)));
    }

    /** Empty where there are none to keep. */
    Optional<OuraSubscriptions> ours() {
        return config.enabled() && providers.oura().enabled()
                ? applications
                        .application(Provider.OURA)
                        .flatMap(application -> connect.publicUrl()
                                .flatMap(url -> providers
                                        .oura()
                                        .verificationToken()
                                        .map(token -> new OuraSubscriptions(application, callback(url), token))))
                : Optional.empty();
    }

    private static URI callback(URI publicUrl) {
        String base = publicUrl.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/webhook/oura");
    }

    Uni<Step> turn(OuraSubscriptions ours) {
        return pool.preparedQuery(CLAIM_DUE)
                .execute(Tuple.of(CLAIM.toMillis(), isFirst.getAndSet(false)))
                .chain(rows -> rows.size() == 0 ? Uni.createFrom().voidItem() : compare(ours))
                .replaceWith(Step.IDLE);
    }

    private Uni<Void> compare(OuraSubscriptions ours) {
        List<Subject> wanted = OuraSubscriptions.wanted(polls.ouraTypes());
        return list(ours)
                .chain(existing -> existing == null
                        ? found(wanted, null)
                        : change(ours, ours.changes(wanted, existing, clock.instant(), config.renewBefore()))
                                .chain(() -> list(ours))
                                .chain(now -> found(wanted, now)));
    }

    private Uni<@Nullable List<Subscription>> list(OuraSubscriptions ours) {
        return calls.ofApplication(Provider.OURA, ours.list())
                .map(OuraSubscriptions::read)
                .onFailure()
                .invoke(failure ->
                        Log.warnf("Oura's subscriptions could not be listed [cause=%s]", SafeFailure.describe(failure)))
                .onFailure()
                .recoverWithNull();
    }

    /** One after the other: each handshake is a request to this service. */
    private Uni<Void> change(OuraSubscriptions ours, List<Change> changes) {
        return Multi.createFrom()
                .iterable(changes)
                .onItem()
                .transformToUniAndConcatenate(change -> change(ours, change))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** What could not be done is seen by the list that follows. Oura says 409 where another has made it meanwhile. */
    private Uni<Void> change(OuraSubscriptions ours, Change change) {
        return calls.ofApplication(Provider.OURA, ours.call(change))
                .invoke(answer -> told(change, answer))
                .onFailure()
                .invoke(failure -> Log.warnf(
                        "A subscription of Oura could not be changed [change=%s cause=%s]",
                        describe(change), SafeFailure.describe(failure)))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static void told(Change change, Answer answer) {
        if (answer.status() / 100 == 2) {
            Log.infof("A subscription of Oura was changed [change=%s]", describe(change));
        } else if (answer.status() != 409) {
            Log.warnf(
                    "A subscription of Oura was not changed [change=%s status=%d]", describe(change), answer.status());
        }
    }

    private static String describe(Change change) {
        return switch (change) {
            case Change.Create(Subject subject) -> "create " + subject;
            case Change.Move(Subscription one) -> "move " + one.subject();
            case Change.Renew(Subscription one) -> "renew " + one.subject();
        };
    }

    private Uni<Void> found(List<Subject> wanted, @Nullable List<Subscription> now) {
        if (now == null) {
            return found(wanted, config.retryAfter(), null, null);
        }
        Set<Subject> missing = new HashSet<>(wanted);
        now.forEach(one -> missing.remove(one.subject()));
        Instant first = now.stream()
                .filter(one -> wanted.contains(one.subject()) && one.endsAt() != null)
                .map(Subscription::endsAt)
                .min(Instant::compareTo)
                .orElse(null);
        return found(wanted, missing.isEmpty() ? config.interval() : config.retryAfter(), missing.size(), first);
    }

    private Uni<Void> found(List<Subject> wanted, Duration pause, @Nullable Integer missing, @Nullable Instant first) {
        return pool.preparedQuery(FOUND)
                .execute(Tuple.of(
                        pause.toMillis(),
                        missing,
                        first == null ? null : first.atOffset(ZoneOffset.UTC),
                        wanted.size()))
                .replaceWithVoid();
    }
}
