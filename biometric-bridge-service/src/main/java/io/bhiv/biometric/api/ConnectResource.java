package io.bhiv.biometric.api;

import io.bhiv.biometric.ConnectPipeline;
import io.bhiv.biometric.connection.ConnectFlow.Completed;
import io.bhiv.biometric.connection.ConnectFlow.Progress;
import io.bhiv.biometric.connection.ConnectFlow.Return;
import io.bhiv.biometric.connection.ConnectFlow.StartResult;
import io.bhiv.biometric.connection.ConnectionSummary;
import io.bhiv.kit.auth.AuthConfig;
import io.bhiv.model.biometric.Provider;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The pages with which a person connects an account and ends the connection again.
 *
 * <p>Who the person is comes from a ticket that the application of our customer got for it; what the person then does uses it up. With
 * {@code bridge.auth.mode=open}, on a laptop, {@code reference} names the person as well. Nothing here needs JavaScript.
 */
@Path("/connect/{provider}")
@Produces(MediaType.TEXT_HTML)
@PermitAll
public class ConnectResource {

    /** What is read, and the way to the provider; {@code underWay} where the person has gone it before and come back by themselves. */
    record Start(
            String title,
            String provider,
            String path,
            List<String> reads,
            @Nullable String ticket,
            @Nullable String reference,
            boolean underWay,
            @Nullable ConnectionSummary connection)
            implements TemplateInstance {

        Start with(@Nullable ConnectionSummary known) {
            return new Start(title, provider, path, reads, ticket, reference, underWay, known);
        }
    }

    /** How a step ended. {@code again} is where the person may begin again, empty where that does not help. */
    record Ended(String title, String provider, String text, List<String> details, boolean good)
            implements TemplateInstance {}

    private static final int LONGEST_TICKET = 128;
    private static final Duration FEW_MINUTES = Duration.ofMinutes(5);

    private final ConnectPipeline pipeline;
    private final AuthConfig auth;
    private final ConnectPages pages;

    ConnectResource(ConnectPipeline pipeline, AuthConfig auth, ConnectPages pages) {
        this.pipeline = pipeline;
        this.auth = auth;
        this.pages = pages;
    }

    @GET
    @Operation(summary = "The page on which a person begins to connect an account")
    public Uni<Response> start(
            @PathParam("provider") String name,
            @QueryParam("ticket") @Nullable String ticket,
            @QueryParam("reference") @Nullable String reference,
            @CookieParam("bhiv_connect") @Nullable String cookie) {
        Optional<Provider> offered = offered(name);
        if (offered.isEmpty()) {
            return notOffered();
        }
        Provider provider = offered.get();
        return usable(ticket)
                .map(known -> pipeline.progress(provider, known, cookie)
                        .chain(progress -> firstPage(provider, known, progress, cookie)))
                .or(() -> named(ticket, reference)
                        .map(person -> firstPage(provider, person, start(provider, null, person, false), cookie)))
                .orElseGet(() -> Uni.createFrom().item(linkExpired(provider)));
    }

    private Uni<Response> firstPage(Provider provider, String ticket, Progress progress, @Nullable String cookie) {
        return switch (progress) {
            case Progress.Unused(String person) ->
                firstPage(provider, person, start(provider, ticket, null, false), cookie);
            case Progress.UnderWay underWay ->
                Uni.createFrom().item(firstPage(provider, start(provider, ticket, null, true), cookie));
            case Progress.Connected connected -> Uni.createFrom().item(completed(provider, new Completed.DoneBefore()));
            case Progress.Expired expired -> Uni.createFrom().item(linkExpired(provider));
        };
    }

    private Uni<Response> firstPage(Provider provider, String person, Start page, @Nullable String cookie) {
        return pipeline.connectionOf(provider, person)
                .map(known -> firstPage(provider, page.with(known.orElse(null)), cookie));
    }

    /**
     * With the cookie: who has not got it from here can begin nothing, and both presses of a button that is pressed twice come with it.
     */
    private Response firstPage(Provider provider, Start page, @Nullable String cookie) {
        return Response.fromResponse(pages.page(200, provider, page))
                .cookie(pages.cookie(provider, pipeline.browser(cookie)))
                .build();
    }

    private Start start(Provider provider, @Nullable String ticket, @Nullable String reference, boolean underWay) {
        return new Start(
                "Connect " + pages.nameOf(provider),
                pages.nameOf(provider),
                "/connect/" + provider.wireName(),
                pages.inWords(pipeline.asked(provider)),
                ticket,
                reference,
                underWay,
                null);
    }

    @POST
    @Operation(summary = "Sends the person to the provider")
    public Uni<Response> begin(
            @PathParam("provider") String name,
            @FormParam("ticket") @Nullable String ticket,
            @FormParam("reference") @Nullable String reference,
            @HeaderParam("Sec-Fetch-Site") @Nullable String site,
            @CookieParam("bhiv_connect") @Nullable String sent) {
        Optional<Provider> offered = offered(name);
        if (offered.isEmpty()) {
            return notOffered();
        }
        Provider provider = offered.get();
        // A page of a sibling domain is of the same site: the cookie comes along with its forms.
        String cookie = site == null || site.equals("same-origin") ? sent : null;
        Uni<StartResult> begun = usable(ticket)
                .map(known -> pipeline.beginWithTicket(provider, known, cookie))
                .or(() -> named(ticket, reference).map(person -> pipeline.begin(provider, person, cookie)))
                .orElseGet(() -> Uni.createFrom().item(new StartResult.TicketExpired()));
        return begun.map(result -> begun(provider, result));
    }

    private Response begun(Provider provider, StartResult begun) {
        return switch (begun) {
            case StartResult.Redirect(var address, var browser) ->
                Response.seeOther(address)
                        .cookie(pages.cookie(provider, browser))
                        .header("Cache-Control", "no-store")
                        .header("Referrer-Policy", "no-referrer")
                        .build();
            case StartResult.TooMany tooMany ->
                pages.page(
                        503,
                        provider,
                        ended(
                                provider,
                                "Please try again in a minute",
                                "Too many people connect just now. Please go back to where you came from in a minute and ask for a"
                                        + " new link.",
                                false));
            case StartResult.ConnectedBefore before -> completed(provider, new Completed.DoneBefore());
            case StartResult.TicketExpired expired -> linkExpired(provider);
            case StartResult.PageNotOpened notOpened ->
                pages.page(
                        400,
                        provider,
                        ended(
                                provider,
                                "Please open your link again",
                                "The page to begin on was not opened in this browser, was open for too long, or the browser keeps no"
                                        + " cookies of this page.",
                                false));
        };
    }

    @GET
    @Path("/callback")
    @Operation(summary = "Where the provider sends the person back to")
    public Uni<Response> callback(
            @PathParam("provider") String name,
            @QueryParam("state") @Nullable String state,
            @QueryParam("code") @Nullable String code,
            @QueryParam("scope") @Nullable String scope,
            @QueryParam("error") @Nullable String error,
            @CookieParam("bhiv_connect") @Nullable String browser) {
        Optional<Provider> offered = offered(name);
        if (offered.isEmpty()) {
            return notOffered();
        }
        Provider provider = offered.get();
        return pipeline.complete(provider, new Return(state, code, scope, error, browser))
                .map(completed -> mayComeAgain(completed)
                        ? completed(provider, completed)
                        : Response.fromResponse(completed(provider, completed))
                                .cookie(pages.cookie(provider, null))
                                .build());
    }

    /** The cookie stays where the page may be loaded once more: only its own browser is told that the account is connected. */
    private static boolean mayComeAgain(Completed completed) {
        return switch (completed) {
            case Completed.Done done -> true;
            case Completed.DoneBefore before -> true;
            // Its first load may be under way.
            case Completed.WrongBrowser wrongBrowser -> true;
            case Completed.ConsentRefused refused -> false;
            case Completed.Insufficient insufficient -> false;
            case Completed.AccountInUse taken -> false;
            case Completed.AccountRemembered remembered -> false;
            case Completed.Busy busy -> false;
            case Completed.ProviderFailed failed -> false;
        };
    }

    @POST
    @Path("/disconnect")
    @Operation(summary = "Ends the person's connections")
    public Uni<Response> disconnect(
            @PathParam("provider") String name,
            @FormParam("ticket") @Nullable String ticket,
            @FormParam("reference") @Nullable String reference) {
        Optional<Provider> offered = offered(name);
        if (offered.isEmpty()) {
            return notOffered();
        }
        Provider provider = offered.get();
        Uni<Optional<String>> person = usable(ticket)
                .map(known -> pipeline.takeTicket(provider, known))
                .orElseGet(() -> Uni.createFrom().item(named(ticket, reference)));
        return person.chain(known -> known.map(whose -> pipeline.disconnectPerson(provider, whose)
                        .map(connections -> pages.page(200, provider, disconnected(provider, connections))))
                .orElseGet(() -> Uni.createFrom().item(linkExpired(provider))));
    }

    private Ended disconnected(Provider provider, int connections) {
        String there = pages.nameOf(provider);
        return connections == 0
                ? ended(provider, "Not connected", "There was no connection to a " + there + " account to end.", false)
                : ended(
                        provider,
                        "Disconnected",
                        "From now on nothing is read from your " + there
                                + (connections == 1 ? " account." : " accounts."),
                        true);
    }

    private Response completed(Provider provider, Completed completed) {
        String there = pages.nameOf(provider);
        return switch (completed) {
            case Completed.Done(Set<String> withheld) ->
                pages.page(
                        200,
                        provider,
                        new Ended(
                                "Connected",
                                there,
                                "Your " + there + " account is connected. You can close this page.",
                                pages.inWords(withheld).stream()
                                        .map(scope -> "Not shared, as you chose: " + scope)
                                        .toList(),
                                true));
            case Completed.DoneBefore before ->
                pages.page(
                        200,
                        provider,
                        ended(
                                provider,
                                "Connected",
                                "Your " + there + " account is connected already. You can close this page.",
                                true));
            case Completed.ConsentRefused refused ->
                pages.page(
                        200,
                        provider,
                        ended(
                                provider,
                                "Not connected",
                                "You chose not to share your " + there + " data. Nothing was stored.",
                                false));
            case Completed.WrongBrowser wrongBrowser ->
                pages.page(
                        400,
                        provider,
                        ended(
                                provider,
                                "This page has expired",
                                "It was opened in another browser, used before, or took too long. Please begin again.",
                                false));
            case Completed.Insufficient(Set<String> missing) ->
                pages.page(
                        200,
                        provider,
                        new Ended(
                                "Not connected",
                                there,
                                "A connection needs a little more than you shared. Please begin again and also allow:",
                                pages.inWords(missing),
                                false));
            case Completed.AccountInUse taken ->
                pages.page(
                        409,
                        provider,
                        ended(
                                provider,
                                "Not connected",
                                "This " + there
                                        + " account is already connected for somebody else. It has to be disconnected there first.",
                                false));
            case Completed.AccountRemembered remembered ->
                pages.page(
                        409,
                        provider,
                        ended(
                                provider,
                                "Not connected yet",
                                "This " + there
                                        + " account was connected for somebody else before. It can be connected again when what is kept"
                                        + " of that has been erased: some weeks after it was disconnected there.",
                                false));
            case Completed.Busy(Duration pause) ->
                Response.fromResponse(pages.page(
                                503,
                                provider,
                                ended(
                                        provider,
                                        "Not connected",
                                        "Nothing can be asked of " + there + " just now. Please begin again "
                                                + inWords(pause) + '.',
                                        false)))
                        .header("Retry-After", Math.max(1, pause.plusMillis(999).toSeconds()))
                        .build();
            case Completed.ProviderFailed failed ->
                pages.page(
                        502,
                        provider,
                        ended(
                                provider,
                                "Not connected",
                                there + " did not answer as expected. Please begin again later.",
                                false));
        };
    }

    private static String inWords(Duration pause) {
        return pause.compareTo(FEW_MINUTES) <= 0 ? "in a few minutes" : "later";
    }

    private Ended ended(Provider provider, String title, String text, boolean good) {
        return new Ended(title, pages.nameOf(provider), text, List.of(), good);
    }

    private Response linkExpired(Provider provider) {
        return pages.page(
                400,
                provider,
                ended(
                        provider,
                        "This link has expired",
                        "It works once and for some minutes. Please go back to where it came from and ask for a new one.",
                        false));
    }

    private static Optional<String> usable(@Nullable String ticket) {
        return Optional.ofNullable(ticket).filter(sent -> sent.length() <= LONGEST_TICKET);
    }

    /** The person that is named without a ticket. */
    private Optional<String> named(@Nullable String ticket, @Nullable String reference) {
        boolean mayBeNamed = ticket == null && auth.mode() == AuthConfig.Mode.OPEN;
        return Optional.ofNullable(mayBeNamed ? reference : null).filter(ConnectionResource::isReference);
    }

    private Optional<Provider> offered(String name) {
        return pipeline.providers().stream()
                .filter(provider -> provider.wireName().equals(name))
                .findFirst();
    }

    private static Uni<Response> notOffered() {
        return Uni.createFrom()
                .item(Response.status(404)
                        .type(MediaType.TEXT_PLAIN)
                        .entity("No accounts of this provider can be connected here.")
                        .build());
    }
}
