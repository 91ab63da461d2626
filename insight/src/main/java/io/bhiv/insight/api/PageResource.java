package io.bhiv.insight.api;

import io.bhiv.insight.InsightFlow;
import io.bhiv.insight.login.LoginConfig;
import io.bhiv.insight.page.Broadcaster;
import io.bhiv.insight.page.Frame;
import io.bhiv.insight.page.Runbook;
import io.bhiv.kit.auth.Roles;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
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

    private final InsightFlow flow;
    private final Broadcaster broadcaster;
    private final Runbook runbook;
    private final LoginConfig login;

    PageResource(InsightFlow flow, Broadcaster broadcaster, Runbook runbook, LoginConfig login) {
        this.flow = flow;
        this.broadcaster = broadcaster;
        this.runbook = runbook;
        this.login = login;
    }

    /** The InsightFlow page. */
    @GET
    @Blocking
    @Operation(hidden = true)
    public Response page() {
        InsightFlow.Judged now = flow.judged();
        return Pages.page(broadcaster
                        .page(now.picture(), now.verdict(), canLogOut())
                        .render())
                .build();
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
    @Blocking
    @Operation(hidden = true)
    public Response runbook() {
        return Pages.page(runbook.page().render()).build();
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

    /** All sections, for browsers that ask every few seconds. */
    @GET
    @Path("sections")
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Frame sections() {
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
