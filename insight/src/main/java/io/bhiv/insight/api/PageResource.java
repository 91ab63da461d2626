package io.bhiv.insight.api;

import io.bhiv.insight.InsightFlow;
import io.bhiv.insight.login.LoginConfig;
import io.bhiv.insight.page.Broadcaster;
import io.bhiv.insight.page.Frame;
import io.bhiv.insight.page.Runbook;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeAnswers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page, what keeps it current, and the runbook beside it. */
@Path("/insight")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public class PageResource {

    /** As text, and as the bytes that are sent. */
    private static final long HELD_TWICE = 2;

    private final InsightFlow flow;
    private final Broadcaster broadcaster;
    private final Runbook runbook;
    private final LoginConfig login;
    private final LargeAnswers answers;

    PageResource(InsightFlow flow, Broadcaster broadcaster, Runbook runbook, LoginConfig login, LargeAnswers answers) {
        this.flow = flow;
        this.broadcaster = broadcaster;
        this.runbook = runbook;
        this.login = login;
        this.answers = answers;
    }

    /** The InsightFlow page. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> page(@Context RoutingContext exchange) {
        return answers.making(exchange, this::drawn, html -> HELD_TWICE * html.length())
                .map(html -> Pages.page(html).build());
    }

    private String drawn() {
        InsightFlow.Judged now = flow.judged();
        return broadcaster.page(now.picture(), now.verdict(), canLogOut()).render();
    }

    /** The login provider ends the session before this is reached; without one there is nothing to end. */
    @GET
    @Path("logout")
    @Operation(hidden = true)
    public Response logout() {
        return Pages.seeOther(URI.create("/insight"));
    }

    @GET
    @Path("runbook")
    @Operation(hidden = true)
    public Uni<Response> runbook(@Context RoutingContext exchange) {
        return answers.making(exchange, () -> runbook.page().render(), html -> HELD_TWICE * html.length())
                .map(html -> Pages.page(html).build());
    }

    /** Sections as they change. Where enough viewers are connected: 204, after which a browser does not come back by itself. */
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> stream(@Context Sse sse) {
        return broadcaster
                .join()
                .orElseThrow(
                        () -> new WebApplicationException(Response.noContent().build()))
                .onItem()
                .transformToMultiAndConcatenate(frame -> Multi.createFrom().iterable(events(sse, frame)));
    }

    /** All sections, for browsers that poll every few seconds. */
    @GET
    @Path("sections")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<Frame> sections(@Context RoutingContext exchange) {
        return answers.making(exchange, this::current, frame -> HELD_TWICE * frame.characters());
    }

    private Frame current() {
        InsightFlow.Judged now = flow.judged();
        return flow.isCurrent() ? broadcaster.all() : broadcaster.redrawn(now.picture(), now.verdict());
    }

    private boolean canLogOut() {
        return login.provider().isPresent() && login.logout();
    }

    private static List<OutboundSseEvent> events(Sse sse, Frame frame) {
        List<OutboundSseEvent> events = new ArrayList<>();
        frame.sections().forEach((name, html) -> events.add(sse.newEvent(name, html)));
        events.add(sse.newEvent("beat", frame.beat()));
        return events;
    }
}
