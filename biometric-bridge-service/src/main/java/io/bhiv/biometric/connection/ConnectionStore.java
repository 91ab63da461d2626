package io.bhiv.biometric.connection;

import io.bhiv.biometric.connection.TokenSeal.Sealed;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of connections, authorisations and tickets. What people list and edit is in {@link ConnectionRows}. */
@ApplicationScoped
class ConnectionStore {

    /** An authorisation that a callback took. */
    record Taken(
            byte[] browserHash,
            @Nullable String reference,
            @Nullable String verifier,
            boolean inTime) {}

    /** A connection that is made or renewed. */
    record Made(
            String connectionId,
            ProviderUser user,
            @Nullable String reference,
            Collection<String> asked,
            Collection<String> granted,
            Sealed tokens,
            Duration lifetime,
            byte[] stateHash,
            byte[] browserHash) {}

    /** The tokens of a connection; {@code tokens} is null once they are erased. */
    record Held(
            Provider provider,
            ConnectionState state,
            @Nullable Sealed tokens,
            int version,
            boolean fresh) {}

    /**
     * Tokens to be revoked or sealed again.
     *
     * @param fresh whether the access token is still valid
     * @param overdue whether this try of a revocation is the last
     */
    record Kept(
            String connectionId,
            @Nullable Provider provider,
            Sealed tokens,
            int version,
            boolean fresh,
            int tries,
            boolean overdue) {

        /** After its pair was replaced. */
        Kept withPair(Sealed pair) {
            return new Kept(connectionId, provider, pair, version + 1, true, tries, overdue);
        }
    }

    private final Pool pool;
    private final ConnectConfig config;

    ConnectionStore(Pool pool, ConnectConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** False where too many authorisations are under way. */
    Uni<Boolean> begin(byte[] stateHash, Provider provider, byte[] browserHash, @Nullable String reference) {
        return execute(
                        ConnectionSql.BEGIN,
                        Buffer.buffer(stateHash),
                        provider.wireName(),
                        Buffer.buffer(browserHash),
                        reference,
                        config.authorisationTime().toMillis(),
                        config.maxPending())
                .map(ConnectionStore::changed);
    }

    /** What became of an authorisation that was to begin with a ticket. */
    enum Begun {
        DONE,
        TOO_MANY,
        NO_TICKET
    }

    /** Uses the ticket up; done as well where it was used for the same authorisation, which is still open. */
    Uni<Begun> beginWithTicket(byte[] ticketHash, byte[] stateHash, Provider provider, byte[] browserHash) {
        return execute(
                        ConnectionSql.BEGIN_WITH_TICKET,
                        Buffer.buffer(ticketHash),
                        provider.wireName(),
                        Buffer.buffer(stateHash),
                        Buffer.buffer(browserHash),
                        config.authorisationTime().toMillis(),
                        config.maxPending())
                .chain(rows -> changed(rows)
                        ? Uni.createFrom().item(Begun.DONE)
                        : begunBefore(ticketHash, stateHash, provider, browserHash));
    }

    /** What the same would become without using a ticket up: of one that is unused, too many are under way. */
    Uni<Begun> begunBefore(byte[] ticketHash, byte[] stateHash, Provider provider, byte[] browserHash) {
        return execute(
                        ConnectionSql.BEGUN_BEFORE,
                        Buffer.buffer(stateHash),
                        provider.wireName(),
                        Buffer.buffer(browserHash),
                        Buffer.buffer(ticketHash))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getBoolean("begun")) {
                        return Begun.DONE;
                    }
                    return row.getBoolean("unused") ? Begun.TOO_MANY : Begun.NO_TICKET;
                });
    }

    /** Whether the authorisation of this state and browser made a connection that is active. */
    Uni<Boolean> wasCompleted(byte[] stateHash, Provider provider, byte[] browserHash) {
        return execute(
                        ConnectionSql.WAS_COMPLETED,
                        Buffer.buffer(stateHash),
                        provider.wireName(),
                        Buffer.buffer(browserHash))
                .map(rows -> rows.size() > 0);
    }

    Uni<Optional<Taken>> take(byte[] stateHash, Provider provider) {
        return execute(ConnectionSql.TAKE, Buffer.buffer(stateHash), provider.wireName())
                .map(rows -> first(
                        rows,
                        row -> new Taken(
                                row.getBuffer("browser_hash").getBytes(),
                                row.getString("reference_id"),
                                row.getString("verifier"),
                                row.getBoolean("in_time"))));
    }

    Uni<Instant> issueTicket(byte[] ticketHash, Provider provider, String reference) {
        return execute(
                        ConnectionSql.ISSUE_TICKET,
                        Buffer.buffer(ticketHash),
                        provider.wireName(),
                        reference,
                        config.ticketTime().toMillis())
                .map(rows -> rows.iterator().next().getOffsetDateTime(0).toInstant());
    }

    /** The person that a ticket stands for; empty where it is unknown, used or too old. */
    Uni<Optional<String>> ticket(byte[] ticketHash, Provider provider) {
        return person(ConnectionSql.TICKET, ticketHash, provider);
    }

    /** The same, and the ticket is used. */
    Uni<Optional<String>> takeTicket(byte[] ticketHash, Provider provider) {
        return person(ConnectionSql.TAKE_TICKET, ticketHash, provider);
    }

    private Uni<Optional<String>> person(String sql, byte[] ticketHash, Provider provider) {
        return execute(sql, Buffer.buffer(ticketHash), provider.wireName())
                .map(rows -> first(rows, row -> row.getString(0)));
    }

    /** What became of a connection that was to be made. */
    enum Activated {
        DONE,
        /** The provider's account belongs to somebody else. */
        OF_ANOTHER,
        /** It did, and something of that is remembered. */
        WAS_OF_ANOTHER,
        /** The provider may be ending the link at this moment. */
        BEING_ENDED
    }

    Uni<Activated> activate(Made made) {
        return execute(
                        ConnectionSql.ACTIVATE,
                        made.connectionId(),
                        made.user().provider().wireName(),
                        made.user().userId(),
                        made.reference(),
                        made.asked().toArray(String[]::new),
                        made.granted().toArray(String[]::new),
                        Buffer.buffer(made.tokens().bytes()),
                        made.tokens().keyId(),
                        made.lifetime().toMillis(),
                        Buffer.buffer(made.stateHash()),
                        Buffer.buffer(made.browserHash()),
                        config.authorisationTime().toMillis())
                .chain(rows -> changed(rows) ? Uni.createFrom().item(Activated.DONE) : notActivated(made));
    }

    private Uni<Activated> notActivated(Made made) {
        return execute(ConnectionSql.WHOSE, made.connectionId(), made.reference())
                .map(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getBoolean("same")) {
                        return Activated.BEING_ENDED;
                    }
                    return row.getBoolean("ended") ? Activated.WAS_OF_ANOTHER : Activated.OF_ANOTHER;
                });
    }

    /** Empty where there is no such connection. */
    Uni<Optional<Held>> tokens(String connectionId) {
        return execute(
                        ConnectionSql.TOKENS,
                        connectionId,
                        config.refreshBefore().toMillis())
                .map(rows -> first(
                        rows,
                        row -> new Held(
                                Provider.ofWireName(row.getString("provider")),
                                ConnectionState.valueOf(row.getString("state")),
                                row.getBuffer("tokens") == null ? null : sealed(row),
                                row.getInteger("tokens_version"),
                                Boolean.TRUE.equals(row.getBoolean("fresh")))));
    }

    /** Whether this process alone may now use the refresh token of that version. */
    Uni<Boolean> claimRefresh(String connectionId, int version) {
        return execute(
                        ConnectionSql.CLAIM_REFRESH,
                        connectionId,
                        version,
                        config.refreshClaim().toMillis())
                .map(ConnectionStore::changed);
    }

    /** False where another pair was stored for the same one, which cannot be, or the connection is gone. */
    Uni<Optional<ConnectionState>> refreshed(
            String connectionId, int usedVersion, Sealed tokens, Duration lifetime, @Nullable Set<String> granted) {
        return execute(
                        ConnectionSql.REFRESHED,
                        connectionId,
                        usedVersion,
                        Buffer.buffer(tokens.bytes()),
                        tokens.keyId(),
                        lifetime.toMillis(),
                        granted == null ? null : granted.toArray(String[]::new))
                .map(rows -> first(rows, row -> ConnectionState.valueOf(row.getString("state"))));
    }

    Uni<Void> refreshLater(String connectionId, int version, Duration pause) {
        return execute(ConnectionSql.REFRESH_LATER, connectionId, version, pause.toMillis())
                .replaceWithVoid();
    }

    /** True where it is certain by now that the token is refused, and not what we ask for. Else the refresh is given back. */
    Uni<Boolean> doubt(String connectionId, int version, Duration pause) {
        return execute(ConnectionSql.DOUBT, connectionId, version, pause.toMillis())
                .map(rows -> rows.size() > 0 && rows.iterator().next().getBoolean("certain"));
    }

    /** True where this call changed the state. */
    Uni<Boolean> degrade(String connectionId, int version, String reason) {
        return execute(ConnectionSql.DEGRADE, connectionId, version, reason).map(ConnectionStore::changed);
    }

    Uni<Void> expire(String connectionId, int version) {
        return execute(ConnectionSql.EXPIRE, connectionId, version).replaceWithVoid();
    }

    /** False where there is no such connection, or it is revoked already. */
    Uni<Boolean> revoke(String connectionId, String reason) {
        return execute(ConnectionSql.REVOKE, connectionId, reason).map(ConnectionStore::changed);
    }

    /** Those that it ended. */
    Uni<List<String>> revokePerson(Provider provider, String reference, String reason) {
        return execute(ConnectionSql.REVOKE_PERSON, provider.wireName(), reference, reason)
                .map(rows -> all(rows, row -> row.getString("connection_id")));
    }

    Uni<List<ConnectionNotice>> unnoticed(int limit) {
        return execute(ConnectionSql.UNNOTICED, limit).map(rows -> all(rows, ConnectionStore::notice));
    }

    Uni<Void> noticed(ConnectionNotice notice) {
        return execute(ConnectionSql.NOTICED, notice.connectionId(), notice.changedAtMillis())
                .replaceWithVoid();
    }

    /** @param overdueAfter the age of a revocation at which a try is the last */
    Uni<List<Kept>> claimRevoked(int limit, Duration overdueAfter) {
        return execute(ConnectionSql.CLAIM_REVOKED, limit, config.refreshClaim().toMillis(), overdueAfter.toMillis())
                .map(rows -> all(
                        rows,
                        row -> new Kept(
                                row.getString("connection_id"),
                                Provider.ofWireName(row.getString("provider")),
                                sealed(row),
                                row.getInteger("tokens_version"),
                                Boolean.TRUE.equals(row.getBoolean("fresh")),
                                row.getInteger("failures"),
                                row.getBoolean("overdue"))));
    }

    /** Whether the connection is still revoked; if so, it is claimed for the time of a call. */
    Uni<Boolean> isStillRevoked(Kept kept) {
        return execute(
                        ConnectionSql.STILL_REVOKED,
                        kept.connectionId(),
                        kept.version(),
                        config.refreshClaim().toMillis())
                .map(ConnectionStore::changed);
    }

    Uni<Void> revokeLater(Kept kept, Duration pause) {
        return revokeLater(kept, pause, 0);
    }

    /** The same for one that was not tried, so that its claim does not count. */
    Uni<Void> revokeNotTried(Kept kept, Duration pause) {
        return revokeLater(kept, pause, 1);
    }

    private Uni<Void> revokeLater(Kept kept, Duration pause, int notCounted) {
        return execute(ConnectionSql.REVOKE_LATER, kept.connectionId(), kept.version(), pause.toMillis(), notCounted)
                .replaceWithVoid();
    }

    Uni<Void> erase(Kept kept) {
        return execute(ConnectionSql.ERASE, kept.connectionId(), kept.version()).replaceWithVoid();
    }

    /** @param after the connection before the first to look at; they come in the order of their ids */
    Uni<List<Kept>> sealedByAnother(String currentKey, String after, int limit) {
        return execute(ConnectionSql.SEALED_BY_ANOTHER, currentKey, after, limit)
                .map(rows -> all(
                        rows,
                        row -> new Kept(
                                row.getString("connection_id"),
                                null,
                                sealed(row),
                                row.getInteger("tokens_version"),
                                false,
                                0,
                                false)));
    }

    Uni<Void> reseal(Kept kept, Sealed resealed) {
        return execute(
                        ConnectionSql.RESEAL,
                        kept.connectionId(),
                        kept.version(),
                        Buffer.buffer(resealed.bytes()),
                        resealed.keyId())
                .replaceWithVoid();
    }

    private Uni<RowSet<Row>> execute(String sql, @Nullable Object... values) {
        return pool.preparedQuery(sql).execute(Tuple.tuple(Arrays.asList(values)));
    }

    private static boolean changed(RowSet<Row> rows) {
        return rows.rowCount() > 0;
    }

    private static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> reading) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(reading.apply(rows.iterator().next()));
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reading) {
        return StreamSupport.stream(rows.spliterator(), false).map(reading).toList();
    }

    private static Sealed sealed(Row row) {
        return new Sealed(row.getString("tokens_key"), row.getBuffer("tokens").getBytes());
    }

    private static ConnectionNotice notice(Row row) {
        return new ConnectionNotice(
                row.getString("connection_id"),
                new ProviderUser(Provider.ofWireName(row.getString("provider")), row.getString("provider_user_id")),
                row.getString("reference_id"),
                ConnectionState.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getLong("changed_at_ms"),
                List.of(row.getArrayOfStrings("scopes_asked")),
                List.of(row.getArrayOfStrings("scopes_granted")));
    }
}
