package io.pulseboard.delivery.doctor;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** Remembers of an upgrade, which {@link DoctorRoutes} has let pass, what the open socket does not tell any more. */
@Singleton
public class DoctorUpgrade implements HttpUpgradeCheck {
    /** What the probe will send. */
    static final TypedKey<ProbePlan> PLAN = new TypedKey<>("pulseboard.doctor.plan");

    /** The client's address, without port. */
    static final TypedKey<String> ADDRESS = TypedKey.forString("pulseboard.doctor.address");

    private final Probes probes;

    DoctorUpgrade(Probes probes) {
        this.probes = probes;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        context.userData().put(ADDRESS, DoctorRoutes.address(request));
        context.userData().put(PLAN, ProbePlan.parse(request.params(), null, probes.maxDuration()));
        return CheckResult.permitUpgrade();
    }

    @Override
    public boolean appliesTo(String endpointId) {
        return DoctorSocket.ID.equals(endpointId);
    }
}
