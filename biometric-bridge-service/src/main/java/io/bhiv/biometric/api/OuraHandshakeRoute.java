package io.bhiv.biometric.api;

import io.bhiv.biometric.verify.OuraChallenge;
import io.bhiv.biometric.verify.ProvidersConfig;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /webhook/oura}: echoes the challenge that Oura sends while a subscription is being made. */
@ApplicationScoped
class OuraHandshakeRoute {

    private final String token;

    OuraHandshakeRoute(ProvidersConfig config) {
        this.token = config.oura().enabled() ? config.oura().verificationToken().orElse("") : "";
    }

    void mount(@Observes Router router) {
        router.get("/webhook/oura").order(10).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var request = context.request();
        switch (OuraChallenge.answer(token, request.getParam("verification_token"), request.getParam("challenge"))) {
            case OuraChallenge.Confirmed(String challenge) ->
                context.response()
                        .putHeader("Content-Type", "application/json")
                        .end(new JsonObject().put("challenge", challenge).encode());
            case OuraChallenge.WrongToken wrong -> WebhookResponses.refuse(context.response());
            case OuraChallenge.NoChallenge none ->
                WebhookResponses.send(
                        context.response(), Problem.of(ProblemType.MALFORMED, "There is no challenge to echo"));
        }
    }
}
