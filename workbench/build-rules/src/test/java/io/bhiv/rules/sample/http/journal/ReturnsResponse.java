package io.bhiv.rules.sample.http.journal;

import jakarta.ws.rs.core.Response;

interface ReturnsResponse {

    Response stored();
}
