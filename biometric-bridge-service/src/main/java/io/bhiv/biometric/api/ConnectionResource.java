package io.bhiv.biometric.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.biometric.ConnectPipeline;
import io.bhiv.biometric.connection.ConnectionSummary;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Connections, for the application that knows the persons and for operators. */
@Path("/api/v1/biometric/connections")
public class ConnectionResource {

    /** Whom a ticket is for: {@code reference} is your own id of the person, 1 to 128 characters. */
    public record TicketRequest(
            @Nullable String provider, @Nullable String reference) {}

    /** Send the person's browser to {@code connect_url} before {@code expires_at}. It lets the person connect or disconnect once. */
    public record TicketAnswer(
            @JsonProperty("connect_url") String connectUrl,
            @JsonProperty("expires_at") Instant expiresAt) {}

    /** {@code next} is what to pass as {@code after}; null on the last page. */
    public record Page(
            List<ConnectionSummary> connections, @Nullable String next) {}

    private static final int MOST = 500;
    private static final int LONGEST_REFERENCE = 128;

    private final ConnectPipeline pipeline;

    ConnectionResource(ConnectPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @POST
    @Path("/tickets")
    @ResponseStatus(201)
    @RolesAllowed({Roles.CONNECT, Roles.OPERATOR})
    public Uni<TicketAnswer> ticket(@Nullable TicketRequest request) {
        if (request == null) {
            throw Problem.at("", "Give provider and reference").asException();
        }
        String reference = request.reference();
        if (reference == null || !isReference(reference)) {
            throw Problem.at("/reference", "Give your id of the person, 1 to 128 characters")
                    .asException();
        }
        Provider provider = provider(request.provider());
        if (provider == null || !pipeline.providers().contains(provider)) {
            throw Problem.at("/provider", "Give one of " + names()).asException();
        }
        return pipeline.issueTicket(provider, reference)
                .map(ticket -> new TicketAnswer(
                        pipeline.publicUrl() + "/connect/" + provider.wireName() + "?ticket=" + ticket.ticket(),
                        ticket.expiresAt()));
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<Page> list(
            @QueryParam("provider") @Nullable String provider,
            @QueryParam("state") @Nullable String state,
            @QueryParam("reference") @Nullable String reference,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Problem.at("limit", "From 1 to " + MOST).asException();
        }
        Provider of = provider(provider);
        if (provider != null && of == null) {
            throw Problem.at("provider", "No provider has this name").asException();
        }
        return pipeline.list(of, state(state), reference, after, limit)
                .map(found -> new Page(
                        found, found.size() < limit ? null : found.getLast().connectionId()));
    }

    @GET
    @Path("/{connectionId}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<ConnectionSummary> one(String connectionId) {
        return pipeline.one(connectionId).map(found -> found.orElseThrow(ConnectionResource::unknown));
    }

    /** Ends a connection: nothing is fetched with it any more, and its tokens are revoked and erased. */
    @DELETE
    @Path("/{connectionId}")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<ConnectionSummary> disconnect(String connectionId) {
        return pipeline.disconnect(connectionId)
                .chain(() -> pipeline.one(connectionId))
                .map(found -> found.orElseThrow(ConnectionResource::unknown));
    }

    /** A person's id as our customers give it: 1 to 128 characters that can be stored. */
    static boolean isReference(String text) {
        return !text.isBlank() && text.length() <= LONGEST_REFERENCE && JsonText.isStorable(text);
    }

    private static RuntimeException unknown() {
        return Problem.of(ProblemType.NOT_FOUND, "No connection has this id").asException();
    }

    private static @Nullable Provider provider(@Nullable String name) {
        return Arrays.stream(Provider.values())
                .filter(one -> one.wireName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ConnectionState state(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(ConnectionState.values())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> Problem.at("state", "ACTIVE, DEGRADED or REVOKED").asException());
    }

    private String names() {
        return String.join(
                ", ",
                pipeline.providers().stream().map(Provider::wireName).sorted().toList());
    }
}
