package io.bhiv.core.journal;

import io.bhiv.core.identity.ReceivedUpdate;
import java.util.List;

/** These updates were just committed, in this order. */
public record Journalled(List<ReceivedUpdate> updates) {}
