package io.bhiv.insight.api;

import io.bhiv.insight.page.Answers;
import io.bhiv.insight.recover.Recoveries;
import io.bhiv.insight.recover.Selection;
import io.bhiv.insight.recover.Target;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StorableTime;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What waits parked or dead: filter, preview, send again, progress, result. Complete without JavaScript. */
@Path("/insight/recovery")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public class RecoveryResource {

    private static final String LIMIT = "100";
    private static final String RATE = "10";
    private static final String FIRST = "parked-deliveries";

    private final Recoveries recoveries;
    private final RecentActions actions;
    private final FormGuard guard;
    private final CurrentIdentityAssociation identity;

    RecoveryResource(
            Recoveries recoveries, RecentActions actions, FormGuard guard, CurrentIdentityAssociation identity) {
        this.recoveries = recoveries;
        this.actions = actions;
        this.guard = guard;
        this.identity = identity;
    }

    /** Figures of the page lead here with what they count filled in. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> recovery(
            @RestQuery @DefaultValue(FIRST) String target,
            @RestQuery @DefaultValue("") String reason,
            @RestQuery @DefaultValue("") String provider) {
        Selection selection = selection(target, reason, provider, Integer.parseInt(LIMIT), Integer.parseInt(RATE));
        return overview(selection, selection.refusal().orElse(""));
    }

    /** Which would be sent. A sample names events: who looked leaves a trail. */
    @GET
    @Path("preview")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    @Operation(hidden = true)
    public Uni<Response> preview(
            @RestQuery @DefaultValue("") String target,
            @RestQuery @DefaultValue("") String reason,
            @RestQuery @DefaultValue("") String provider,
            @RestQuery @DefaultValue(LIMIT) int limit,
            @RestQuery @DefaultValue(RATE) int rate,
            @RestCookie(FormGuard.COOKIE) @Nullable String cookie,
            @Context UriInfo called) {
        Selection selection = selection(target, reason, provider, limit, rate);
        Optional<String> refusal = selection.refusal();
        if (refusal.isPresent()) {
            return overview(selection, refusal.get());
        }
        String token = guard.token(cookie);
        return recoveries
                .preview(selection)
                .chain(found -> Answers.preview(found, token).createUni())
                .map(html ->
                        Pages.page(html).cookie(guard.cookie(token, called)).build())
                .onFailure()
                .recoverWithUni(failure -> overview(selection, unanswered(failure)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    @Operation(hidden = true)
    public Uni<Response> start(
            @RestForm @DefaultValue("") String target,
            @RestForm @DefaultValue("") String reason,
            @RestForm @DefaultValue("") String provider,
            @RestForm @DefaultValue(LIMIT) int limit,
            @RestForm @DefaultValue(RATE) int rate,
            @RestForm @DefaultValue("") String until,
            @RestForm @Nullable String token,
            @RestCookie(FormGuard.COOKIE) @Nullable String cookie,
            @Context HttpHeaders headers,
            @Context UriInfo called) {
        guard.check(cookie, token, headers, called);
        Selection selection = selection(target, reason, provider, limit, rate);
        Optional<String> refusal = selection.refusal();
        if (refusal.isPresent()) {
            return overview(selection, refusal.get());
        }
        String bound = bound(until);
        return identity.getDeferredIdentity()
                .chain(caller ->
                        recoveries.start(selection, bound, caller.getPrincipal().getName()))
                .chain(started -> started.map(
                                id -> Uni.createFrom().item(Pages.seeOther(URI.create("/insight/recovery/" + id))))
                        .orElseGet(() -> overview(selection, "One of these is running; let it end first.")))
                .onFailure()
                .recoverWithUni(failure -> overview(selection, unanswered(failure)));
    }

    /** Loads itself again while it runs. */
    @GET
    @Path("{id}")
    @Operation(hidden = true)
    public Uni<Response> progress(@RestPath UUID id) {
        return recoveries
                .progress(id)
                .map(found -> found.orElseThrow(() -> Problem.of(
                                ProblemType.NOT_FOUND,
                                "There is no such recovery; what was done stands in the list of actions for 400 days")
                        .asException()))
                .chain(progress -> Answers.progress(progress)
                        .createUni()
                        .map(html -> Pages.page(html).build()));
    }

    /** Back from our own form. */
    private static String bound(String until) {
        if (until.isEmpty()) {
            return "";
        }
        Instant time = StorableTime.read(until);
        if (time == null) {
            throw Problem.of(ProblemType.MALFORMED, "until is a time in UTC: 2026-03-01T02:00:00Z")
                    .asException();
        }
        return time.toString();
    }

    private Uni<Response> overview(Selection selection, String note) {
        return Uni.combine()
                .all()
                .unis(recoveries.all().onFailure().recoverWithItem(List.of()), actions.recent())
                .asTuple()
                .chain(found -> Pages.shown(Answers.recovery(selection, note, found.getItem1(), found.getItem2())));
    }

    private static String unanswered(Throwable failure) {
        String message = failure.getMessage();
        return "Nothing was sent: "
                + (message != null && message.startsWith("answered")
                        ? "the service " + message + "."
                        : "the service or PostgreSQL gave no answer in time.");
    }

    private static Selection selection(String target, String reason, String provider, int limit, int rate) {
        Target wanted = Target.ofWireName(target)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "There is nothing of this name to recover")
                        .asException());
        return new Selection(wanted, reason.strip(), provider.strip(), limit, rate);
    }
}
