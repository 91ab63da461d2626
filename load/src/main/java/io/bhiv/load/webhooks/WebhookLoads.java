package io.bhiv.load.webhooks;

import java.time.Duration;

/**
 * What {@code bench webhooks} applies.
 *
 * @param warmUp before the closed loop; a fifth of it before the open loop, when everything is compiled already
 * @param rate webhooks per second of the open loop
 */
public record WebhookLoads(
        int connections, Duration warmUp, Duration closed, Duration open, double rate, TerraShape shape) {}
