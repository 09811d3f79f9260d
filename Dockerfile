FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY sandbox sandbox
COPY examples examples
# Optional peers of the dependencies would keep the compilers of the build.
RUN npm run build && npm prune --omit=dev --omit=optional --omit=peer

FROM node:24-slim
# The port mapping decides who can connect. DATA_DIR holds keys that must outlive the container.
# A larger young generation costs memory and saves time: docs/performance.md.
ENV NODE_OPTIONS=--max-semi-space-size=32
ENV NODE_ENV=production HOST=0.0.0.0 OPS_HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data /login /webhook && chown node:node /data /login /webhook
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY contracts contracts
USER node
EXPOSE 3000 3001
# Whether the process lives: an outage of MongoDB is no reason to replace it.
HEALTHCHECK --interval=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.OPS_PORT || 3001) + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
