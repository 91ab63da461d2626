/**
 * People log in with the browser by OpenID Connect, programs keep their API keys. A person has at the page the roles viewer and operator
 * and no other, by the values of one claim; outside the page's paths a session is worth nothing. Without a provider the page needs a key.
 */
@NullMarked
package io.bhiv.insight.login;

import org.jspecify.annotations.NullMarked;
