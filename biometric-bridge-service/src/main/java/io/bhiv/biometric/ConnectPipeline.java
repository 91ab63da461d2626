package io.bhiv.biometric;

import io.bhiv.biometric.connection.ConnectConfig;
import io.bhiv.biometric.connection.ConnectFlow;
import io.bhiv.biometric.connection.ConnectFlow.Completed;
import io.bhiv.biometric.connection.ConnectFlow.Progress;
import io.bhiv.biometric.connection.ConnectFlow.Return;
import io.bhiv.biometric.connection.ConnectFlow.StartResult;
import io.bhiv.biometric.connection.ConnectFlow.Ticket;
import io.bhiv.biometric.connection.ConnectionChanges;
import io.bhiv.biometric.connection.ConnectionNotice;
import io.bhiv.biometric.connection.ConnectionRows;
import io.bhiv.biometric.connection.ConnectionSummary;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.provider.ConnectionChange;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The story of a connection: {@code ticket → consent at the provider → tokens → connected → … → disconnected}.
 *
 * <p>Each change of state is then a delivery of {@link IngestPipeline}, whose settlement activates or revokes the link, frees what
 * waited for it, and publishes the change.
 */
@ApplicationScoped
public class ConnectPipeline implements ConnectionChanges {

    private final ConnectFlow connecting;
    private final ConnectionRows rows;
    private final IngestPipeline deliveries;
    private final ConnectConfig config;

    ConnectPipeline(ConnectFlow connecting, ConnectionRows rows, IngestPipeline deliveries, ConnectConfig config) {
        this.connecting = connecting;
        this.rows = rows;
        this.deliveries = deliveries;
        this.config = config;
    }

    /** Providers to which a person can be connected. */
    public Set<Provider> providers() {
        return connecting.providers();
    }

    /** What a person will be asked for. */
    public Set<String> asked(Provider provider) {
        return connecting.asked(provider);
    }

    /** Where browsers reach this service, without a slash at its end. */
    public String publicUrl() {
        String url = config.publicUrl().map(URI::toString).orElse("");
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    public Uni<Ticket> issueTicket(Provider provider, String reference) {
        return connecting.issueTicket(provider, reference);
    }

    /** How far this browser has come with a ticket. */
    public Uni<Progress> progress(Provider provider, String ticket, @Nullable String cookie) {
        return connecting.progress(provider, ticket, cookie);
    }

    /** The person of a ticket, which is used. */
    public Uni<Optional<String>> takeTicket(Provider provider, String ticket) {
        return connecting.takeTicket(provider, ticket);
    }

    /** The secret that this browser keeps from the first page on. */
    public String browser(@Nullable String cookie) {
        return connecting.browser(cookie);
    }

    public Uni<StartResult> begin(Provider provider, String reference, @Nullable String cookie) {
        return connecting.begin(provider, reference, cookie);
    }

    /** The same, and the ticket is used. */
    public Uni<StartResult> beginWithTicket(Provider provider, String ticket, @Nullable String cookie) {
        return connecting.beginWithTicket(provider, ticket, cookie);
    }

    public Uni<Completed> complete(Provider provider, Return came) {
        return connecting.complete(provider, came);
    }

    /** A change of state enters the journal like any other delivery. */
    @Override
    public Uni<Void> accept(ConnectionNotice notice) {
        ConnectionChange change = ConnectionChange.of(
                notice.user(),
                notice.reference(),
                notice.state(),
                notice.reason(),
                notice.changedAtMillis(),
                notice.scopesAsked(),
                notice.scopesGranted());
        return deliveries.accept(
                Delivery.ofConnection(change.provider(), change.identity(), change.changedAtMillis(), change.body()));
    }

    /** A connection of a person at a provider that has not ended; the first one where the person has several accounts there. */
    public Uni<Optional<ConnectionSummary>> connectionOf(Provider provider, String reference) {
        return rows.notEnded(provider, reference);
    }

    public Uni<List<ConnectionSummary>> list(
            @Nullable Provider provider,
            @Nullable ConnectionState state,
            @Nullable String reference,
            String after,
            int limit) {
        return rows.page(provider, state, reference, after, limit);
    }

    public Uni<Optional<ConnectionSummary>> one(String connectionId) {
        return rows.one(connectionId);
    }

    /** By an operator. */
    public Uni<Boolean> disconnect(String connectionId) {
        return connecting.disconnect(connectionId, "by_operator");
    }

    /** By the person. Returns how many connections it ended. */
    public Uni<Integer> disconnectPerson(Provider provider, String reference) {
        return connecting.disconnectPerson(provider, reference, "by_person");
    }
}
