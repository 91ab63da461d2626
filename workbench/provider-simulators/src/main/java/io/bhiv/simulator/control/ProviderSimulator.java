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

    Parts parts();

    /**
     * What every simulator is made of.
     *
     * @param people records, corrects and deletes nights
     * @param oauth consent, tokens and their revocation
     * @param requests what was requested, calls of the control API excepted
     */
    record Parts(
            SimulatedPeople people,
            Wearers wearers,
            OAuthServer oauth,
            ObjectStore objects,
            Faults faults,
            Switches switches,
            RequestLog requests,
            NoticeSender notices) {}

    default SimulatedPeople people() {
        return parts().people();
    }

    default Wearers wearers() {
        return parts().wearers();
    }

    default OAuthServer oauth() {
        return parts().oauth();
    }

    default ObjectStore objects() {
        return parts().objects();
    }

    default Faults faults() {
        return parts().faults();
    }

    default Switches switches() {
        return parts().switches();
    }

    default RequestLog requests() {
        return parts().requests();
    }

    default NoticeSender notices() {
        return parts().notices();
    }

    /** Requests that are being answered now. */
    int inFlight();

    /** From now on notices go to these addresses; for a provider whose webhooks are set up by hand. */
    void notify(List<URI> targets);

    @Override
    void close();
}
