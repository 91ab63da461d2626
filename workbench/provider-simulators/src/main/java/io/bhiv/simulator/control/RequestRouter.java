package io.bhiv.simulator.control;

import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Handler;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.oauth.Grant;
import io.bhiv.simulator.state.Faults;
import io.bhiv.simulator.state.RequestLog;
import java.util.function.Supplier;

/** The way of every request: control, faults, OAuth, then the provider's API; what was answered is noted. */
public final class RequestRouter implements Handler {

    private final ProviderSimulator simulator;
    private final Setup setup;
    private final Handler api;
    private final Supplier<Answer> throttled;
    private final ControlApi control;

    /** {@code throttled} makes the provider's 429, for the fault of this name. */
    public RequestRouter(ProviderSimulator simulator, Setup setup, Handler api, Supplier<Answer> throttled) {
        this.simulator = simulator;
        this.setup = setup;
        this.api = api;
        this.throttled = throttled;
        this.control = new ControlApi(simulator, setup.clock(), setup.log());
    }

    @Override
    public Answer handle(Request request) {
        if (request.path().startsWith(ControlApi.PREFIX)) {
            return control.handle(request);
        }
        String person = simulator.oauth().grant(request).map(Grant::person).orElse("");
        Answer answer = answer(request);
        simulator
                .requests()
                .add(new RequestLog.Entry(
                        setup.clock().instant(), request.method(), request.path(), person, answer.status()));
        return answer;
    }

    private Answer answer(Request request) {
        if (request.path().equals(Faults.ELSEWHERE)) {
            return Answer.empty(200);
        }
        return simulator
                .faults()
                .answer(request.path(), throttled)
                .or(() -> simulator.oauth().handle(request))
                .orElseGet(() -> api.handle(request));
    }
}
