package io.bhiv.simulator.control;

import io.bhiv.simulator.notice.NoticeSender;
import io.bhiv.simulator.oauth.OAuthServer;
import io.bhiv.simulator.people.SimulatedPeople;
import io.bhiv.simulator.people.Wearers;
import io.bhiv.simulator.state.Faults;
import io.bhiv.simulator.state.ObjectStore;
import io.bhiv.simulator.state.RequestLog;
import io.bhiv.simulator.state.Switches;
import java.net.URI;
import java.util.List;

/** A running simulator, as tests and {@link ControlApi} handle it. */
public interface ProviderSimulator extends AutoCloseable {

    /** {@code oura} or {@code whoop}. */
    String name();

    /** Base address of OAuth and API, without a slash at the end. */
    URI address();

    /** Records, corrects and deletes nights. */
    SimulatedPeople people();

    Wearers wearers();

    /** Consent, tokens and their revocation. */
    OAuthServer oauth();

    ObjectStore objects();

    Faults faults();

    Switches switches();

    /** What was requested, calls of the control API excepted. */
    RequestLog requests();

    NoticeSender notices();

    /** Requests that are being answered now. */
    int inFlight();

    /** From now on notices go to these addresses; for a provider whose webhooks are set up by hand. */
    void notify(List<URI> targets);

    @Override
    void close();
}
