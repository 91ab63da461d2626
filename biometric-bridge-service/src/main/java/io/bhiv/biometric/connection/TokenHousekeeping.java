package io.bhiv.biometric.connection;

import io.bhiv.biometric.connection.Applications.Connected;
import io.bhiv.biometric.connection.Applications.NoAnswer;
import io.bhiv.biometric.connection.ConnectionStore.Kept;
import io.bhiv.biometric.connection.TokenSeal.Sealed;
import io.bhiv.biometric.provider.TokenAnswer;
import io.bhiv.kit.call.CallNotPermitted;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.retry.Backoff;
import io.bhiv.kit.retry.Jitter;
import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Ends the provider's side of connections that ended here, erases their tokens, and seals tokens again after a change of keys. */
@ApplicationScoped
class TokenHousekeeping {

    private static final int BATCH = 20;
    private static final int RESEAL_BATCH = 1_000;
    /** A provider that is down for a day must not leave those who disconnect meanwhile with an access that nobody can end. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(7);

    private static final Backoff UNCONFIRMED =
            Backoff.doubling(Duration.ofMinutes(1), Duration.ofHours(6), Jitter.NONE);
    /** Our client id or secret is wrong: somebody has to put it right. */
    private static final Duration WRONG_CLIENT_PAUSE = Duration.ofHours(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
    /** A pair that cannot be stored is lost with this process. */
    private static final Duration STORING = Duration.ofSeconds(30);

    private static final LoopSettings REVOKING = new LoopSettings(Duration.ofSeconds(15), Duration.ofMinutes(5));
    private static final LoopSettings RESEALING = new LoopSettings(Duration.ofHours(1), Duration.ofMinutes(1));

    private final ConnectionStore store;
    private final Applications applications;
    private final TokenVault vault;
    private final Clock clock;
    private final int resealBatch;
    private final Map<Provider, Counter> givenUp = new EnumMap<>(Provider.class);
    /** The last connection whose tokens were looked at; empty at the beginning of a round. */
    private volatile String resealed = "";

    @Inject
    TokenHousekeeping(
            ConnectionStore store, Applications applications, TokenVault vault, Clock clock, MeterRegistry meters) {
        this(store, applications, vault, clock, meters, RESEAL_BATCH);
    }

    TokenHousekeeping(
            ConnectionStore store,
            Applications applications,
            TokenVault vault,
            Clock clock,
            MeterRegistry meters,
            int resealBatch) {
        this.store = store;
        this.applications = applications;
        this.vault = vault;
        this.clock = clock;
        this.resealBatch = resealBatch;
        for (Provider provider : applications.providers()) {
            givenUp.put(
                    provider,
                    Counter.builder("bridge.connections.revocations.given.up")
                            .description(
                                    "Ended connections whose tokens were erased without the provider's confirmation")
                            .tag("provider", provider.wireName())
                            .register(meters));
        }
    }

    void start(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("token-revocation", REVOKING, this::revoke);
        housekeeping.start("token-resealing", RESEALING, this::reseal);
    }

    Uni<Step> revoke() {
        return store.claimRevoked(BATCH, GIVEN_UP_AFTER)
                .chain(claimed -> each(claimed, this::endIfStillRevoked)
                        .replaceWith(claimed.size() == BATCH ? Step.MORE : Step.IDLE));
    }

    /** Those before it in the batch took their time, and a person may connect again. */
    private Uni<Void> endIfStillRevoked(Kept kept) {
        return store.isStillRevoked(kept)
                .chain(still -> still ? end(kept) : Uni.createFrom().voidItem());
    }

    private Uni<Void> end(Kept kept) {
        Connected at = kept.provider() == null
                ? null
                : applications.at(kept.provider()).orElse(null);
        if (at == null) {
            return store.erase(kept);
        }
        TokenPair pair;
        try {
            pair = vault.open(kept.tokens(), kept.connectionId());
        } catch (TokenSeal.NotOpened unknown) {
            return settle(kept, failed(kept, unknown));
        }
        if (!kept.fresh()) {
            // A provider may take a token that is valid no more without a word, and end nothing (RFC 7009, 2.2).
            return refresh(at, kept, pair);
        }
        return revokeAt(at, kept, pair)
                .chain(revoked -> revoked instanceof Revoked.Expired ? refresh(at, kept, pair) : settle(kept, revoked));
    }

    /** What came of a revocation at the provider. */
    private sealed interface Revoked {

        /** The link has ended there. */
        record Ended() implements Revoked {}

        /** The access token is valid no more; another one may end the link. */
        record Expired() implements Revoked {}

        /** Unknown. */
        record Unconfirmed() implements Revoked {}

        /** It was not tried: no call is allowed now, or not with our client. */
        record Deferred(Duration pause) implements Revoked {}
    }

    private Uni<Revoked> revokeAt(Connected at, Kept kept, TokenPair pair) {
        return applications
                .takeApiCall(at)
                .chain(pause -> pause.isZero()
                        ? applications
                                .sendToApi(at, at.account().revoke(at.application(), pair.access()))
                                .map(answer -> revoked(answer.status()))
                                .onFailure(NoAnswer.class)
                                .recoverWithItem(failure -> failed(kept, failure))
                        : Uni.createFrom().item(new Revoked.Deferred(pause)));
    }

    private static Revoked revoked(int status) {
        if (status == 401) {
            return new Revoked.Expired();
        }
        return status / 100 == 2 || status == 404 ? new Revoked.Ended() : new Revoked.Unconfirmed();
    }

    /** What our own breaker stops was not tried. */
    private static Revoked failed(Kept kept, Throwable failure) {
        if (failure.getCause() instanceof CallNotPermitted prevented) {
            Duration pause = prevented.retryAfter();
            return new Revoked.Deferred(pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause);
        }
        Log.infof(
                "A provider's side of a connection could not be ended yet [connection=%s try=%d cause=%s]",
                kept.connectionId(), kept.tries(), SafeFailure.describe(failure));
        return new Revoked.Unconfirmed();
    }

    /** An access token that has expired cannot revoke; the refresh token brings one that can. */
    private Uni<Void> refresh(Connected at, Kept kept, TokenPair pair) {
        return applications
                .send(at, at.application().refresh(pair.refresh(), at.account().refreshScope()))
                .chain(answer -> switch (TokenAnswer.of(answer, clock.instant())) {
                    case TokenAnswer.Granted granted -> revokeRefreshed(at, kept, pair, granted);
                    case TokenAnswer.Refused refused -> settle(kept, new Revoked.Ended());
                    case TokenAnswer.WrongClient wrong -> {
                        Log.errorf(
                                "The OAuth server does not accept our client id and secret: connections that ended here stay open there [provider=%s]",
                                at.application().provider().wireName());
                        yield settle(kept, new Revoked.Deferred(WRONG_CLIENT_PAUSE));
                    }
                    case TokenAnswer.Unavailable unavailable -> settle(kept, new Revoked.Unconfirmed());
                    case TokenAnswer.Doubtful doubtful -> settle(kept, new Revoked.Unconfirmed());
                    case TokenAnswer.Unreadable unreadable -> settle(kept, new Revoked.Unconfirmed());
                })
                .onFailure(NoAnswer.class)
                .recoverWithUni(failure -> settle(kept, failed(kept, failure)));
    }

    /** The old pair is used up: where the revocation fails, the new one must still be there to end the link later. */
    private Uni<Void> revokeRefreshed(Connected at, Kept kept, TokenPair used, TokenAnswer.Granted granted) {
        TokenPair pair =
                new TokenPair(granted.access(), granted.refresh() == null ? used.refresh() : granted.refresh());
        Sealed sealed = vault.seal(pair, kept.connectionId());
        return store.refreshed(kept.connectionId(), kept.version(), sealed, granted.lifetime(), granted.scopes())
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(250), Duration.ofSeconds(5))
                .expireIn(STORING.toMillis())
                .chain(stored -> {
                    Kept now = kept.withPair(sealed);
                    return store.isStillRevoked(now)
                            .chain(still -> still
                                    ? revokeAt(at, now, pair).chain(revoked -> settle(now, revoked))
                                    : Uni.createFrom().voidItem());
                });
    }

    private Uni<Void> settle(Kept kept, Revoked revoked) {
        return switch (revoked) {
            case Revoked.Ended ended -> store.erase(kept);
            case Revoked.Expired expired -> unconfirmed(kept);
            case Revoked.Unconfirmed unconfirmed -> unconfirmed(kept);
            case Revoked.Deferred(Duration pause) -> store.revokeNotTried(kept, pause);
        };
    }

    private Uni<Void> unconfirmed(Kept kept) {
        if (!kept.overdue()) {
            return store.revokeLater(kept, UNCONFIRMED.full(Math.max(1, kept.tries())));
        }
        Counter counter = kept.provider() == null ? null : givenUp.get(kept.provider());
        if (counter != null) {
            counter.increment();
        }
        Log.errorf(
                "The tokens of an ended connection are erased, although the provider did not confirm its end [connection=%s]",
                kept.connectionId());
        return store.erase(kept);
    }

    /** Goes on behind the last one of a batch, whatever could be opened of it: the next ones are looked at in every round. */
    Uni<Step> reseal() {
        String current = vault.currentKey();
        return current == null
                ? Uni.createFrom().item(Step.IDLE)
                : store.sealedByAnother(current, resealed, resealBatch)
                        .chain(found -> each(openable(found), this::reseal).map(done -> goOn(found)));
    }

    private Step goOn(List<Kept> found) {
        boolean more = found.size() == resealBatch;
        resealed = more ? found.getLast().connectionId() : "";
        return more ? Step.MORE : Step.IDLE;
    }

    /** Tokens whose key is gone stay as they are, and keep no others from being sealed again; the person has to connect again. */
    private List<Kept> openable(List<Kept> found) {
        List<Kept> openable = new ArrayList<>();
        String first = null;
        for (Kept kept : found) {
            try {
                vault.open(kept.tokens(), kept.connectionId());
                openable.add(kept);
            } catch (TokenSeal.NotOpened unknown) {
                first = first == null ? kept.connectionId() + ": " + unknown.getMessage() : first;
            }
        }
        if (first != null) {
            Log.warnf(
                    "Tokens cannot be opened, so they are not encrypted with the new key [tokens=%d first=%s]",
                    found.size() - openable.size(), first);
        }
        return openable;
    }

    private Uni<Void> reseal(Kept kept) {
        return store.reseal(kept, vault.seal(vault.open(kept.tokens(), kept.connectionId()), kept.connectionId()));
    }

    private static Uni<Void> each(List<Kept> all, java.util.function.Function<Kept, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
