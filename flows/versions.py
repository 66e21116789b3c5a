"""The versions of the stages: a version is raised when the stage's output changes for the same input. They stand in every manifest."""

STAGE_VERSIONS = {"read": "5", "clean": "14", "segment": "1", "entities": "8", "quotes": "5", "settle": "4"}
