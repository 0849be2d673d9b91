# tipring serve in a container. Build it from the programs that "deno task compile --target all" makes:
#
#   install -D -m 755 dist/tipring-0.1.0-x86_64-unknown-linux-gnu dist/image/amd64/tipring
#   docker build --tag registry.example/tipring:0.1.0 .
#
# Handlers are mounted at /etc/tipring, or copied there by an image that begins with this one.
FROM debian:bookworm-slim
ARG TARGETARCH=amd64
COPY dist/image/${TARGETARCH}/tipring /usr/bin/tipring
COPY deploy/image/health.ts /usr/share/tipring/health.ts
ENV DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
# The same numbers as in deploy/kubernetes.yaml: nobody that the machine knows.
USER 10001:10001
WORKDIR /etc/tipring
EXPOSE 4573 9100
STOPSIGNAL SIGTERM
# Kubernetes asks by itself; this is for Docker alone. A restart ends all calls, so it is patient.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=6 \
  CMD ["/usr/bin/tipring", "/usr/share/tipring/health.ts"]
ENTRYPOINT ["/usr/bin/tipring"]
CMD ["serve", "/etc/tipring/pin.ts", "--hostname", "0.0.0.0", "--admin", "9100", "--log-format", "json"]
