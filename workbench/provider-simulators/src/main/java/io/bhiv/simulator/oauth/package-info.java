/** The authorisation-code flow of OAuth 2: a consent page, codes, access tokens that expire and refresh tokens that work once. */
@NullMarked
package io.bhiv.simulator.oauth;

import org.jspecify.annotations.NullMarked;
