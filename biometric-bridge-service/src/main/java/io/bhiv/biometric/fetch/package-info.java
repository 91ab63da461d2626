/**
 * Brings in what a provider only points at. Terra's stored payloads are fetched here, behind a guard that lets a URL from
 * a payload lead nowhere but to the configured hosts; the objects that Oura and WHOOP announce wait here.
 */
@NullMarked
package io.bhiv.biometric.fetch;

import org.jspecify.annotations.NullMarked;
