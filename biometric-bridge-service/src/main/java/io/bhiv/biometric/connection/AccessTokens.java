package io.bhiv.biometric.connection;

import io.bhiv.biometric.connection.Applications.Connected;
import io.bhiv.biometric.connection.ConnectionStore.Held;
import io.bhiv.biometric.provider.TokenAnswer;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.loop.InFlightWork;
import io.bhiv.model.biometric.ConnectionState;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens that are valid, refreshed where needed.
 *
 * <p>Both providers let a refresh token be used once, and end the link where it is used twice. So of all replicas one at a time
 * holds the refresh of a connection (a claim on the row), it commits the new pair before the pair is used, and a refusal is
 * taken only when no other replica has stored a newer pair meanwhile. A connection whose refresh is refused becomes DEGRADED
 * and is not tried again until the person connects again.
 */
@ApplicationScoped
public class AccessTokens {

    /** What a caller of the provider gets. */
    public sealed interface Access {

        /**
         * A token that is valid for some minutes.
         *
         * @param version of the pair, for {@link AccessTokens#refused}
         */
        record Usable(String token, int version) implements Access {

            @Override
            public String toString() {
                return "Usable[withheld]";
            }
        }

        /** Somebody refreshes just now, or the OAuth server is away: try again after this time. */
        record Later(Duration pause) implements Access {}

        /** The connection is degraded, revoked or unknown: nothing may be fetched with it. */
        record Ended(@Nullable ConnectionState state) implements Access {}
    }

    /** After what is fetched, which asks for tokens until then. */
    private static final int END = 3_100;

    /** For the new pair, which came at the end of its call. */
    private static final Duration LAST_STORE = Duration.ofSeconds(3);

    private static final Duration MEANWHILE = Duration.ofSeconds(2);
    /** A pair that cannot be stored is lost for good, so storing it is tried for longer than any claim. */
    private static final Duration STORING = Duration.ofMinutes(10);

    private final ConnectionStore store;
    private final Applications applications;
    private final TokenVault vault;
    private final ConnectConfig config;
    private final Clock clock;
    /** Calls of this process for one connection share one look and one refresh. */
    private final Map<String, Uni<Access>> underWay = new ConcurrentHashMap<>();

    private final InFlightWork refreshes = new InFlightWork();

    AccessTokens(
            ConnectionStore store, Applications applications, TokenVault vault, ConnectConfig config, Clock clock) {
        this.store = store;
        this.applications = applications;
        this.vault = vault;
        this.config = config;
        this.clock = clock;
    }

    /** A refresh whose answer is lost costs the connection: the stop waits for it. */
    void end(@Observes @Priority(END) ShutdownEvent stopping) {
        if (!refreshes.awaitEnd(config.callTimeout().plus(LAST_STORE))) {
            Log.warn("The service stops while tokens are refreshed; their connections may have to be made again");
        }
    }

    /** A valid token of the connection. Fails where the store does, or the key that sealed the tokens is not configured. */
    public Uni<Access> of(String connectionId) {
        return Uni.createFrom().deferred(() -> underWay.computeIfAbsent(connectionId, this::shared));
    }

    private Uni<Access> shared(String connectionId) {
        return look(connectionId, true)
                .onTermination()
                .invoke(() -> underWay.remove(connectionId))
                .memoize()
                .indefinitely();
    }

    /** The provider answered 401 to a token: it counts as expired, unless another pair has replaced it already. */
    public Uni<Void> refused(String connectionId, Access.Usable token) {
        return store.expire(connectionId, token.version());
    }

    private Uni<Access> look(String connectionId, boolean mayLookAgain) {
        return store.tokens(connectionId)
                .chain(found -> found.<Uni<Access>>map(held -> of(connectionId, held, mayLookAgain))
                        .orElseGet(() -> Uni.createFrom().item(new Access.Ended(null))));
    }

    private Uni<Access> of(String connectionId, Held held, boolean mayLookAgain) {
        if (held.state() != ConnectionState.ACTIVE || held.tokens() == null) {
            return Uni.createFrom().item(new Access.Ended(held.state()));
        }
        TokenPair pair = vault.open(held.tokens(), connectionId);
        if (held.fresh()) {
            return Uni.createFrom().item(new Access.Usable(pair.access(), held.version()));
        }
        Connected at = applications.at(held.provider()).orElse(null);
        if (at == null) {
            return Uni.createFrom().item(new Access.Later(config.refreshClaim()));
        }
        // Counted before it is claimed: a claim that ends while the service stops would begin what nobody waits for.
        return refreshes.count(() -> refreshes.isEnding()
                ? Uni.createFrom().item(new Access.Later(MEANWHILE))
                : store.claimRefresh(connectionId, held.version())
                        .chain(claimed -> claimed
                                ? refresh(connectionId, held, pair, at, mayLookAgain)
                                : Uni.createFrom().item(new Access.Later(MEANWHILE))));
    }

    private Uni<Access> refresh(String connectionId, Held held, TokenPair pair, Connected at, boolean mayLookAgain) {
        return applications
                .send(at, at.application().refresh(pair.refresh(), at.account().refreshScope()))
                .map(answer -> TokenAnswer.of(answer, clock.instant()))
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.infof(
                            "A token refresh failed without a response [connection=%s cause=%s]",
                            connectionId, SafeFailure.describe(failure));
                    return new TokenAnswer.Unavailable(null);
                })
                .chain(answer -> switch (answer) {
                    case TokenAnswer.Granted granted -> store(connectionId, held, pair, granted);
                    case TokenAnswer.Refused refused -> refusedRefresh(connectionId, held, mayLookAgain);
                    case TokenAnswer.Doubtful doubtful -> doubtful(connectionId, held, mayLookAgain);
                    case TokenAnswer.Unavailable(var pause) -> later(connectionId, held, pause);
                    case TokenAnswer.WrongClient wrong -> {
                        Log.errorf(
                                "The OAuth server does not accept our client id and secret [provider=%s]",
                                held.provider().wireName());
                        yield later(connectionId, held, null);
                    }
                    case TokenAnswer.Unreadable(int status) -> {
                        Log.warnf(
                                "A token answer could not be read [provider=%s status=%d]",
                                held.provider().wireName(), status);
                        yield later(connectionId, held, null);
                    }
                });
    }

    /** Committed before it is used: whatever ends this process afterwards, the next one finds the pair. */
    private Uni<Access> store(String connectionId, Held held, TokenPair used, TokenAnswer.Granted granted) {
        TokenPair pair =
                new TokenPair(granted.access(), granted.refresh() == null ? used.refresh() : granted.refresh());
        return store.refreshed(
                        connectionId,
                        held.version(),
                        vault.seal(pair, connectionId),
                        granted.lifetime(),
                        granted.scopes())
                .onFailure()
                .invoke(failure -> Log.errorf(
                        "A new token pair could not be stored yet; it is tried again [connection=%s cause=%s]",
                        connectionId, SafeFailure.describe(failure)))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(250), Duration.ofSeconds(5))
                .expireIn(STORING.toMillis())
                .map(stored ->
                        stored.map(state -> access(state, pair, held)).orElseGet(() -> new Access.Later(MEANWHILE)));
    }

    /** The pair of a connection that was revoked meanwhile is kept to revoke it at the provider, and for nothing else. */
    private static Access access(ConnectionState state, TokenPair pair, Held held) {
        return state == ConnectionState.ACTIVE
                ? new Access.Usable(pair.access(), held.version() + 1)
                : new Access.Ended(state);
    }

    /** Another replica may have won: then its pair is in the row. Else the link has ended at the provider. */
    private Uni<Access> refusedRefresh(String connectionId, Held held, boolean mayLookAgain) {
        return store.tokens(connectionId).chain(now -> {
            boolean replaced =
                    now.filter(row -> row.version() != held.version()).isPresent();
            if (replaced && mayLookAgain) {
                return look(connectionId, false);
            }
            return store.degrade(connectionId, held.version(), "refresh_refused")
                    .map(changed -> {
                        if (changed) {
                            Log.warnf(
                                    "A connection is degraded: its refresh token was refused [connection=%s provider=%s]",
                                    connectionId, held.provider().wireName());
                        }
                        return new Access.Ended(ConnectionState.DEGRADED);
                    });
        });
    }

    /**
     * The token or a mistake of ours, which would end every connection. It is the token where the same request has succeeded for another
     * connection since this one's was first refused; until then it is made again, ever more rarely.
     */
    private Uni<Access> doubtful(String connectionId, Held held, boolean mayLookAgain) {
        return store.doubt(connectionId, held.version(), config.refreshPause()).chain(certain -> {
            if (certain) {
                return refusedRefresh(connectionId, held, mayLookAgain);
            }
            Log.warnf(
                    "The OAuth server calls a request for new tokens wrong; it is made again [connection=%s provider=%s]",
                    connectionId, held.provider().wireName());
            return Uni.createFrom().item(new Access.Later(config.refreshPause()));
        });
    }

    private Uni<Access> later(String connectionId, Held held, @Nullable Duration asked) {
        Duration pause = asked == null || asked.compareTo(config.refreshPause()) < 0 ? config.refreshPause() : asked;
        return store.refreshLater(connectionId, held.version(), pause).replaceWith(new Access.Later(pause));
    }
}
