/** Webhooks of a provider: signed, sent when they are due, and tried again for as long as the provider does. */
@NullMarked
package io.bhiv.simulator.notice;

import org.jspecify.annotations.NullMarked;
